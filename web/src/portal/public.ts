/*
 * Enhancement of the server's public pages: local times, a file size check before sending, no double submit.
 * The pages work without it. No imports, no network, at most 5 KB.
 */

function localText(iso: string): string {
  const lang = document.documentElement.lang || "en";
  const locale = navigator.languages.find((name) => name.split("-")[0] === lang) ?? lang;
  const time = new Date(iso);
  const day = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
  const hour = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  return `${day.format(time)}, ${hour.format(time)}`;
}

function localTimes(): void {
  for (const element of document.querySelectorAll<HTMLTimeElement>("time[datetime]")) {
    if (Number.isNaN(Date.parse(element.dateTime))) continue;
    const text = localText(element.dateTime);
    const sentence = element.dataset.sentence;
    element.textContent = sentence ? sentence.replace("{time}", text) : text;
  }
}

function fileProblem(input: HTMLInputElement): string {
  const { limit = "", count = "", tooBig = "", tooMany = "" } = input.dataset;
  const files = [...(input.files ?? [])];
  if (Number(count) > 0 && files.length > Number(count)) return tooMany;
  const big = files.find((file) => Number(limit) > 0 && file.size > Number(limit));
  return big ? tooBig.replace("{name}", big.name) : "";
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

function guardForm(form: HTMLFormElement): void {
  const files = form.querySelector<HTMLInputElement>("input[type=file]");
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
  });
}

/* Coming back with the back button shows the page as it was left: let the form be sent again. */
function releaseForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-once]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll<HTMLButtonElement>("button[data-text]")) {
      button.textContent = button.dataset.text ?? "";
      button.removeAttribute("aria-disabled");
      delete button.dataset.text;
    }
  }
}

localTimes();
document.querySelectorAll<HTMLFormElement>("form[data-once]").forEach(guardForm);
addEventListener("pageshow", (event) => event.persisted && releaseForms());
document.querySelector<HTMLElement>(".error-summary")?.focus();
