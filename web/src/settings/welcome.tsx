/* The first steps in a new house: three steps, each may wait or be skipped, and a sample ticket to play with. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { me } from "../agent/session";
import { remove } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { go, linkTo, openScreen } from "../core/router";
import { FormError } from "../ui/form";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { toast } from "../ui/toast";
import { Trouble } from "../ui/trouble";
import { Answered, useAnswer, useChange } from "./ask_server";
import { CopyLine } from "./copy_line";
import { FirstPromise } from "./first_promise";
import { firstRun, loadFirstRun, makeSample, saveFirstRun, steps, type FirstRun, type Step } from "./first_run_store";
import { InvitationLink, InviteForm } from "./invite";
import type { Invitation, Role } from "./staff";

function Colleague({ onDone }: { onDone: () => Promise<unknown> }) {
  const roles = useAnswer<{ custom_roles: Role[] }>("custom_roles");
  const [made, setMade] = useState<Invitation | null>(null);
  if (made) {
    return (
      <div class="form">
        <InvitationLink invitation={made} />
        <div class="form-foot">
          <button type="button" class="button" onClick={() => void onDone()}>
            {t("first_run.go_on")}
          </button>
        </div>
      </div>
    );
  }
  return <Answered answer={roles}>{({ custom_roles }) => <InviteForm roles={custom_roles} onInvited={setMade} />}</Answered>;
}

function SiteForm({ onDone }: { onDone: () => Promise<unknown> }) {
  const address = `${location.origin}/new`;
  const snippet = `<a href="${address}">${t("first_run.form.snippet")}</a>`;
  const change = useChange();
  return (
    <div class="form">
      <CopyLine label={t("first_run.form.address")} hint={t("first_run.form.address_hint")} text={address} />
      <CopyLine label={t("first_run.form.html")} hint={t("first_run.form.html_hint")} text={snippet} />
      <p class="muted">{t("first_run.form.no_mail")}</p>
      <FormError text={change.error} />
      <div class="form-foot">
        <button type="button" class="button" {...offWhile(change.busy)} onClick={() => void change.run(onDone)}>
          {t("first_run.form.done")}
        </button>
        <a class="button button-quiet" href="/new" target="_blank" rel="noreferrer">
          {t("first_run.form.look")}
        </a>
      </div>
    </div>
  );
}

const bodies: Record<Step, (props: { onDone: () => Promise<unknown> }) => ComponentChildren> = {
  colleague: Colleague,
  promise: FirstPromise,
  form: SiteForm,
};

/* The heading of a step; null: of what comes after the steps. */
const headingId = (step: Step | null) => `step-${step ?? "sample"}`;

interface StepProps {
  step: Step;
  number: number;
  now: FirstRun;
  open: boolean;
  onOpen: () => void;
  onState: (state: "done" | "skipped") => Promise<unknown>;
}

function StepCard({ step, number, now, open, onOpen, onState }: StepProps) {
  const Body = bodies[step];
  const state = now[step];
  return (
    <li class={open ? "card step step-open" : "card step"} data-state={state}>
      <div class="step-head">
        <span class="step-number" aria-hidden="true">
          {state === "done" ? <Icon name="check" /> : number}
        </span>
        <h2 id={headingId(step)} tabIndex={-1}>
          {t(`first_run.step_title.${step}` as TextKey)}
        </h2>
        {state !== "todo" && <span class={state === "done" ? "badge badge-ok" : "badge"}>{t(`first_run.state.${state}` as TextKey)}</span>}
        {!open && (
          <button type="button" class="button button-quiet" aria-describedby={headingId(step)} onClick={onOpen}>
            {t(state === "todo" ? "first_run.open" : "first_run.again")}
          </button>
        )}
      </div>
      {open && (
        <div class="step-body">
          <p>{t(`first_run.step_about.${step}` as TextKey)}</p>
          <Body onDone={() => onState("done")} />
          {state === "todo" && (
            <button type="button" class="text-button" onClick={() => void onState("skipped")}>
              {t("first_run.skip")}
            </button>
          )}
        </div>
      )}
    </li>
  );
}

function Sample({ now }: { now: FirstRun }) {
  const change = useChange();
  const make = () =>
    change.run(async () => {
      const { sample_ticket_id } = await makeSample();
      if (sample_ticket_id) go({ view: "all", ticket: sample_ticket_id });
    });
  const erase = async (id: number) => {
    if (!(await change.run(() => remove(`tickets/${id}`).then(loadFirstRun)))) return;
    toast(t("first_run.sample.deleted"));
  };
  const id = now.sample_ticket_id;
  return (
    <section class="card">
      <h2 id={headingId(null)} tabIndex={-1}>
        {t("first_run.sample.title")}
      </h2>
      <p>{t("first_run.sample.about")}</p>
      <div class="form-foot">
        <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void make()}>
          {t(id ? "first_run.sample.open" : "first_run.sample.make")}
        </button>
        {id && (
          <button type="button" class="button button-danger" {...offWhile(change.busy)} onClick={() => void erase(id)}>
            {t("first_run.sample.delete")}
          </button>
        )}
      </div>
      <FormError text={change.error} />
    </section>
  );
}

function Steps({ now }: { now: FirstRun }) {
  const [open, setOpen] = useState<Step | null>(steps.find((step) => now[step] === "todo") ?? null);
  const before = useRef(open);
  /* The button that led on is gone with its step: the next heading takes the focus and is read out. */
  useLayoutEffect(() => {
    if (before.current !== open) document.getElementById(headingId(open))?.focus();
    before.current = open;
  }, [open]);
  const change = useChange();
  const state = (step: Step) => async (value: "done" | "skipped") => {
    const told = await saveFirstRun({ [step]: value });
    setOpen(steps.find((name) => told[name] === "todo") ?? null);
  };
  const finish = async () => {
    if (await change.run(() => saveFirstRun({ open: false }))) go({ view: "all", ticket: null, query: "" });
  };
  return (
    <>
      <ol class="steps">
        {steps.map((step, at) => (
          <StepCard key={step} step={step} number={at + 1} now={now} open={open === step} onOpen={() => setOpen(step)} onState={state(step)} />
        ))}
      </ol>
      <Sample now={now} />
      <FormError text={change.error} />
      <div class="form-foot">
        {now.open ? (
          <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void finish()}>
            {t("first_run.close")}
          </button>
        ) : (
          <a class="button" {...linkTo({ view: "all", ticket: null, query: "" })}>
            {t("first_run.to_work")}
          </a>
        )}
      </div>
    </>
  );
}

export function Welcome() {
  const [failed, setFailed] = useState("");
  const admin = me.value?.role === "admin";
  const load = () => {
    setFailed("");
    loadFirstRun().catch((cause: unknown) => setFailed(cause instanceof Error ? cause.message : String(cause)));
  };
  useEffect(() => {
    if (admin) load();
    else openScreen("settings", [], "", true);
  }, [admin]);
  return (
    <div class="screen welcome">
      <h1>{t("first_run.title")}</h1>
      <p class="muted screen-about">{t("first_run.about")}</p>
      {failed && <Trouble text={failed} retry={load} />}
      {firstRun.value && <Steps now={firstRun.value} />}
    </div>
  );
}
