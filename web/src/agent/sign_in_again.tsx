/* The session ended while somebody was writing: sign in again on the spot, so that nothing has to be left. */

import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import { route } from "../core/router";
import { Dialog } from "../ui/dialog";
import { offWhile } from "../ui/off_while";
import { isEmpty } from "./composer_store";
import { surface } from "./composer_surface";
import { focusScreen } from "./focus";
import { me } from "./session";

type Problem = "wrong" | "wait" | "second_step" | "offline" | "code_wrong" | "again";

/* `ticket` says whose password was right, for the second step. */
type Outcome = { in: true } | { problem: Problem | ""; ticket: string };

/*
 * The forms of the sign-in pages, sent by hand. What came of it shows where one was led, and, with a second step, in the
 * ticket that the next page's form carries.
 */
async function send(path: string, values: Record<string, string>, refused: Problem): Promise<Outcome> {
  try {
    const answer = await fetch(path, { method: "POST", credentials: "same-origin", body: new URLSearchParams({ ...values, next: "/agent" }) });
    if (answer.ok && new URL(answer.url).pathname.startsWith("/agent")) return { in: true };
    const page = await answer.text();
    const ticket = page.includes('action="/sign-in/code"') ? (/name="ticket" value="([\w-]+=*)"/.exec(page)?.[1] ?? "") : "";
    if (answer.status === 429) return { problem: "wait", ticket };
    if (answer.ok) return { problem: ticket ? "" : "second_step", ticket };
    return { problem: refused === "code_wrong" && !ticket ? "again" : refused, ticket };
  } catch {
    return { problem: "offline", ticket: values.ticket ?? "" };
  }
}

function useSignIn(email: string, onIn: () => void) {
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<Problem | "">("");
  const [ticket, setTicket] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const outcome = ticket
      ? await send("/sign-in/code", { ticket, code: typed }, "code_wrong")
      : await send("/sign-in", { email, password: typed }, "wrong");
    setBusy(false);
    if ("in" in outcome) {
      onIn();
      return;
    }
    if (outcome.problem !== "offline") setTyped("");
    setTicket(outcome.ticket);
    setProblem(outcome.problem);
    if (outcome.problem === "second_step") open("/sign-in?next=/agent", "_blank");
  };
  return { typed, setTyped, problem, ticket, busy, submit };
}

/* The button that asked goes: to what was being written, or to where the keys count. */
function goOnWorking(): void {
  const { section, ticket } = route.peek();
  const field = surface.peek();
  if (section === "tickets" && field && !isEmpty.peek()) return field.focus();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  focusScreen(section, ticket);
}

export function SignInAgain({ onClose }: { onClose: () => void }) {
  const email = me.value?.email ?? "";
  const { typed, setTyped, problem, ticket, busy, submit } = useSignIn(email, () => {
    onClose();
    dispatchEvent(new Event("focus"));
    setTimeout(goOnWorking, 0);
  });
  const kind = ticket ? ({ type: "text", autocomplete: "one-time-code" } as const) : ({ type: "password", autocomplete: "current-password" } as const);
  return (
    <Dialog title={t("compose.sign_in.title")} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p class="muted">{t("compose.sign_in.kept")}</p>
        <input type="email" hidden readOnly autocomplete="username" value={email} />
        <label class="later-field">
          <span>{ticket ? t("compose.sign_in.code") : t("compose.sign_in.password", { email })}</span>
          <input
            key={kind.type}
            {...kind}
            required
            autoFocus
            value={typed}
            {...(problem ? { "aria-invalid": true, "aria-describedby": "sign-in-problem" } : {})}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        {problem && (
          <p class="send-error" id="sign-in-problem" role="alert">
            {t(`compose.sign_in.${problem}`)}
          </p>
        )}
        <div class="dialog-foot">
          <button type="submit" class="button" {...offWhile(busy || !typed)}>
            {t("compose.sign_in.button")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
