/* One's own second step: set up with an app, recovery codes, turn off. Every change asks for the password. */

import { useState } from "preact/hooks";
import { post, put } from "../core/api";
import { t, tn } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { Form, TextField } from "../ui/form";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";
import { Qr } from "./qr";

interface Step {
  enabled: boolean;
  required: boolean;
  recovery_codes_left: number;
  recovery_codes?: string[];
}

interface Start {
  secret: string;
  uri: string;
  matrix: string[];
}

const OWN = "users/me/second_step";

function PasswordField({ value, error, onInput }: { value: string; error: string | undefined; onInput: (value: string) => void }) {
  const wrong = error && t("profile.password.wrong");
  return <TextField label={t("profile.password.own")} type="password" autocomplete="current-password" {...{ value, onInput }} error={wrong} />;
}

/* Shown once: to print, copy or write down. The Enter that led here, pressed once more, does not put them away. */
function Codes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const copy = () =>
    navigator.clipboard
      .writeText(codes.join("\n"))
      .then(() => toast(t("profile.codes.copied")))
      .catch(() => toast(t("profile.codes.copy_failed"), null, "error"));
  return (
    <>
      <p>{t("profile.codes.keep")}</p>
      <ul class="codes" tabIndex={-1} autofocus>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="form-foot">
        <button type="button" class="button" onClick={onDone}>
          {t("profile.codes.kept")}
        </button>
        <button type="button" class="button button-quiet" onClick={() => void copy()}>
          {t("profile.codes.copy")}
        </button>
      </div>
    </>
  );
}

function Scan({ start, onConfirmed }: { start: Start; onConfirmed: (codes: string[]) => void }) {
  const [code, setCode] = useState("");
  const change = useChange();
  const confirm = () => change.run(async () => onConfirmed((await put<{ second_step: Step }>(OWN, { code })).second_step.recovery_codes ?? []));
  return (
    <Form busy={change.busy} error={change.fields.code ? "" : change.error} save={t("profile.step.confirm")} onSave={() => void confirm()}>
      <p>{t("profile.step.scan")}</p>
      <Qr matrix={start.matrix} label={t("profile.step.picture")} />
      <p class="muted">
        {t("profile.step.type")} <code class="step-secret">{start.secret}</code>
      </p>
      <p class="step-here">
        <a href={start.uri}>{t("profile.step.open")}</a>
      </p>
      <TextField
        label={t("profile.step.code")}
        hint={t("profile.step.code_hint")}
        value={code}
        autocomplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        dir="ltr"
        error={change.fields.code && t("compose.sign_in.code_wrong")}
        onInput={setCode}
      />
    </Form>
  );
}

function SetUp({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState("");
  const [start, setStart] = useState<Start | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const change = useChange();
  const begin = () => change.run(async () => setStart((await post<{ second_step: Start }>(OWN, { password })).second_step));
  return (
    <Dialog title={codes ? t("profile.codes.title") : t("profile.step.title")} onClose={onClose} firm={codes !== null}>
      {codes ? (
        <Codes codes={codes} onDone={onClose} />
      ) : start ? (
        <Scan start={start} onConfirmed={setCodes} />
      ) : (
        <Form
          busy={change.busy}
          error={change.fields.password ? "" : change.error}
          save={t("profile.step.next")}
          onSave={() => void begin()}
          onCancel={onClose}
        >
          <p>{t("profile.step.before")}</p>
          <PasswordField value={password} error={change.fields.password} onInput={setPassword} />
        </Form>
      )}
    </Dialog>
  );
}

function NewCodes({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const change = useChange();
  const renew = () =>
    change.run(async () => setCodes((await post<{ second_step: Step }>(`${OWN}/recovery_codes`, { password })).second_step.recovery_codes ?? []));
  return (
    <Dialog title={t("profile.codes.title")} onClose={onClose} firm={codes !== null}>
      {codes ? (
        <Codes codes={codes} onDone={onClose} />
      ) : (
        <Form
          busy={change.busy}
          error={change.fields.password ? "" : change.error}
          save={t("profile.codes.make")}
          onSave={() => void renew()}
          onCancel={onClose}
        >
          <p>{t("profile.codes.before")}</p>
          <PasswordField value={password} error={change.fields.password} onInput={setPassword} />
        </Form>
      )}
    </Dialog>
  );
}

function TurnOff({ onClose }: { onClose: () => void }) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const change = useChange();
  const off = async () => {
    if (!(await change.run(() => post(`${OWN}/turn_off`, { password, code })))) return;
    toast(t("profile.step.is_off"));
    onClose();
  };
  const said = change.fields.password ?? change.fields.code;
  return (
    <Dialog title={t("profile.step.turn_off")} onClose={onClose}>
      <Form busy={change.busy} error={said ? "" : change.error} save={t("profile.step.turn_off")} onSave={() => void off()} onCancel={onClose}>
        <p>{t("profile.step.off_before")}</p>
        <PasswordField value={password} error={change.fields.password} onInput={setPassword} />
        <TextField
          label={t("profile.step.code_or_recovery")}
          value={code}
          autocomplete="one-time-code"
          maxLength={40}
          dir="ltr"
          error={change.fields.code && t("compose.sign_in.code_wrong")}
          onInput={setCode}
        />
      </Form>
    </Dialog>
  );
}

export function SecondStep() {
  const answer = useAnswer<{ second_step: Step }>(OWN);
  const [open, setOpen] = useState<"set_up" | "codes" | "off" | null>(null);
  const close = () => {
    setOpen(null);
    answer.reload();
  };
  return (
    <Answered answer={answer}>
      {({ second_step: step }) => (
        <>
          <p>
            <span class={step.enabled ? "badge badge-ok" : "badge"}>{t(step.enabled ? "profile.step.on" : "profile.step.off")}</span>{" "}
            {step.enabled ? tn("profile.codes.left", step.recovery_codes_left) : t(step.required ? "profile.step.required" : "profile.step.why")}
          </p>
          <div class="form-foot">
            {!step.enabled && (
              <button type="button" class="button" onClick={() => setOpen("set_up")}>
                {t("profile.step.set_up")}
              </button>
            )}
            {step.enabled && (
              <button type="button" class="button button-quiet" onClick={() => setOpen("codes")}>
                {t("profile.codes.make")}
              </button>
            )}
            {step.enabled && !step.required && (
              <button type="button" class="button button-danger" onClick={() => setOpen("off")}>
                {t("profile.step.turn_off")}
              </button>
            )}
          </div>
          {open === "set_up" && <SetUp onClose={close} />}
          {open === "codes" && <NewCodes onClose={close} />}
          {open === "off" && <TurnOff onClose={close} />}
        </>
      )}
    </Answered>
  );
}
