/*
 * Enhancement of the server's public pages: local times, a file size check before sending, no double submit, questions
 * that hang on answers, and word to the server that messages were seen. The pages work without it. At most 5 KB.
 */

import { georgian } from "../core/georgian";

/* In the words and digits of the server's own times. */
function localFormat(): { format: (ms: number) => string } {
  const lang = document.documentElement.lang || "en";
  const options = {
    weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short", numberingSystem: "latn",
  } as const;
  if (lang === "ka" && Intl.DateTimeFormat.supportedLocalesOf(lang).length === 0) return georgian(options);
  return new Intl.DateTimeFormat(navigator.languages.find((name) => name.split("-")[0] === lang) ?? lang, options);
}

function localTimes(): void {
  const local = localFormat();
  for (const element of document.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    const at = Date.parse(element.dateTime);
    if (Number.isNaN(at)) continue;
    const text = local.format(at);
    const sentence = element.dataset.sentence;
    element.textContent = sentence ? sentence.replace("{time}", text) : text;
  }
}

function fileProblem(input: HTMLInputElement): string {
  const { limit = "", count = "", tooBig = "", tooMany = "" } = input.dataset;
  const files = [...(input.files ?? [])];
  if (Number(count) > 0 && files.length > Number(count)) return tooMany;
  const big = files.find((file) => Number(limit) > 0 && file.size > Number(limit));
  return big ? tooBig.replace("{name}", () => `\u2068${big.name}\u2069`) : "";
}

function checkFiles(input: HTMLInputElement): boolean {
  const place = document.getElementById("error-files");
  const problem = fileProblem(input);
  if (place) {
    place.textContent = problem;
    place.hidden = !problem;
  }
  if (problem) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  return !problem;
}

/* Whether there is anybody to send to. */
function isReached(): Promise<boolean> {
  return fetch("/healthz", { cache: "no-store" }).then(({ status }) => status < 500, () => false);
}

/* Lets the form be sent again. */
function release(form: HTMLFormElement): void {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-text]")) {
    button.textContent = button.dataset.text ?? "";
    button.removeAttribute("aria-disabled");
    delete button.dataset.text;
  }
}

function guardForm(form: HTMLFormElement): void {
  const files = form.querySelector<HTMLInputElement>("input[type=file]");
  const unsent = form.querySelector<HTMLElement>("[data-unsent]");
  let reached = !unsent;
  /* A request that fails leaves the browser's own page in the place of this one, and what was typed is gone. */
  const sendOn = async (button: HTMLElement | null) => {
    reached = await isReached();
    if (unsent) unsent.hidden = reached;
    release(form);
    if (reached) form.requestSubmit(button);
    reached = false;
  };
  files?.addEventListener("change", () => checkFiles(files));
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent || (files && !checkFiles(files))) {
      event.preventDefault();
      if (!form.dataset.sent) files?.focus();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button instanceof HTMLButtonElement && button.dataset.busy) {
      button.setAttribute("aria-disabled", "true");
      button.dataset.text = button.textContent ?? "";
      button.textContent = button.dataset.busy;
    }
    if (reached) return;
    event.preventDefault();
    if (unsent) unsent.hidden = true;
    void sendOn(button);
  });
}

type When = [parent: number, value: string, required: boolean];

function answers(form: HTMLFormElement, id: string): string[] {
  const controls = [...form.querySelectorAll<HTMLInputElement>(`[name="field_${id}"], [name^="field_${id}."]`)];
  return controls.flatMap((control) => {
    if (control.type !== "checkbox") return [control.value];
    if (control.name.includes(".")) return control.checked ? [control.value] : [];
    return [String(control.checked)];
  });
}

/* Further questions come and go with the answers that they hang on; the server decides by the same rules. */
function settleQuestions(form: HTMLFormElement): void {
  const all = [...form.querySelectorAll<HTMLElement>("[data-question]")];
  const hanging = all.filter((one) => one.dataset.when).map((one) => ({ one, when: JSON.parse(one.dataset.when ?? "[]") as When[] }));
  const shown = new Set(all.filter((one) => !one.dataset.when).map((one) => one.dataset.question));
  const holds = ([parent, value]: When) => shown.has(String(parent)) && answers(form, String(parent)).includes(value);
  for (let before = -1; before !== shown.size; ) {
    before = shown.size;
    for (const { one, when } of hanging) if (when.some(holds)) shown.add(one.dataset.question);
  }
  for (const { one, when } of hanging) {
    const required = when.some((condition) => condition[2] && holds(condition));
    one.hidden = !shown.has(one.dataset.question);
    one.querySelector(".optional")?.toggleAttribute("hidden", required);
    one.querySelector(":is(input, select, textarea)[id]")?.toggleAttribute("required", required && !one.hidden);
  }
  const asked = form.querySelector<HTMLInputElement>("[name=asked]");
  if (asked) asked.value = hanging.flatMap(({ one }) => (one.hidden ? [] : one.dataset.question)).join(" ");
}

/* A page in the background, or fetched ahead by a program, was seen by nobody. */
function tellSeen(): void {
  const thread = document.querySelector<HTMLElement>("[data-unseen]");
  const { unseen, seenAt } = thread?.dataset ?? {};
  if (!unseen || !seenAt || document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tellSeen);
  void fetch(seenAt, { method: "POST", body: new URLSearchParams({ seen: unseen }), keepalive: true }).catch(() => undefined);
}

localTimes();
document.addEventListener("visibilitychange", tellSeen);
tellSeen();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-once]")) {
  guardForm(form);
  settleQuestions(form);
  form.addEventListener("input", () => settleQuestions(form));
}
/* Coming back with the back button shows the page as it was left. */
addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll<HTMLFormElement>("form[data-once]").forEach(release));
document.querySelector<HTMLElement>(".error-summary")?.focus();
