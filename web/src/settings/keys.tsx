/* What each key does, and another key for it: press the new one. Keys that are taken are said, and can be taken over. */

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chooseKeys, chosenKeys, commandGroups, commands, conflictOf, keysOf, type AppCommand } from "../core/commands";
import { t, type TextKey } from "../core/i18n";
import { keyName } from "../core/keymap";
import { singleKeys } from "../core/settings";
import { announce } from "../ui/announce";
import { ask } from "../ui/dialog";
import { CheckField } from "../ui/form";
import { Icon } from "../ui/icon";
import { keyParts, Keys } from "../ui/keys";

/* The command that gets a new key now, and what was pressed so far: the "g" of "g u". */
const catching = signal<{ id: string; first: string } | null>(null);
/* What is wrong with the key that was pressed. */
const problem = signal<{ id: string; keys: string; other: AppCommand | null } | null>(null);

const PREFIX = "g";

function spoken(keys: string): string {
  return keyParts(keys).join(" ");
}

function take(command: AppCommand, keys: string): void {
  catching.value = null;
  const other = conflictOf(command.id, keys);
  if (other) {
    problem.value = { id: command.id, keys, other };
    return;
  }
  problem.value = null;
  chooseKeys(command.id, [keys]);
  announce(t("live.keys.done", { command: t(command.title), keys: spoken(keys) }));
}

/* The other command gives its key away. */
function takeOver({ id, keys, other }: { id: string; keys: string; other: AppCommand | null }): void {
  if (other) chooseKeys(other.id, keysOf(other).filter((taken) => taken !== keys && !taken.startsWith(`${keys} `) && !keys.startsWith(`${taken} `)));
  const command = commands.peek().find((one) => one.id === id);
  if (command) take(command, keys);
}

function onPressed(command: AppCommand, event: KeyboardEvent): void {
  if (/^(Shift|Control|Alt|Meta|AltGraph|Tab|CapsLock)$/.test(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const first = catching.peek()?.first ?? "";
  const name = keyName(event);
  if (name === "Escape") {
    catching.value = null;
  } else if (name === "Enter" && first) take(command, first);
  else if (!name || /^(Mod\+)?(Shift\+)?(Enter|Arrow|Home|End|Page|Backspace|Delete)/.test(name)) problem.value = { id: command.id, keys: "", other: null };
  else if (!first && name === PREFIX) catching.value = { id: command.id, first: name };
  else take(command, first ? `${first} ${name}` : name);
}

function Said({ command }: { command: AppCommand }) {
  const wrong = problem.value;
  if (wrong?.id !== command.id) return null;
  return (
    <p class="key-said" role="alert">
      {wrong.other ? t("live.keys.taken", { keys: spoken(wrong.keys), command: t(wrong.other.title) }) : t("live.keys.not_usable")}{" "}
      {wrong.other && (
        <button type="button" class="text-button" onClick={() => takeOver(wrong)}>
          {t("live.keys.take_over")}
        </button>
      )}
    </p>
  );
}

function KeyButton({ command }: { command: AppCommand }) {
  const button = useRef<HTMLButtonElement>(null);
  const caught = catching.value?.id === command.id ? catching.value : null;
  const keys = keysOf(command);
  useLayoutEffect(() => {
    if (caught) button.current?.focus();
  }, [caught]);
  const waiting = caught?.first ? t("live.keys.wait_more", { keys: spoken(caught.first) }) : t("live.keys.press");
  return (
    <button
      ref={button}
      type="button"
      class="key-button"
      aria-pressed={caught !== null}
      onClick={() => {
        problem.value = null;
        catching.value = { id: command.id, first: "" };
      }}
      onKeyDown={(event) => caught && onPressed(command, event)}
      onBlur={() => {
        if (caught) catching.value = null;
      }}
    >
      {caught ? waiting : <span class="visually-hidden">{t("live.keys.set", { command: t(command.title) })}</span>}
      {!caught && keys.map((one) => <Keys key={one} keys={one} />)}
      {!caught && keys.length === 0 && <span class="muted">{t("live.keys.none")}</span>}
    </button>
  );
}

function Row({ command }: { command: AppCommand }) {
  const isOwn = command.id in chosenKeys.value;
  return (
    <li class="key-row">
      <span class="key-name">{t(command.title)}</span>
      <span class="key-chosen">
        <KeyButton command={command} />
        {isOwn && (
          <button
            type="button"
            class="icon-button"
            aria-label={t("live.keys.reset", { command: t(command.title) })}
            title={t("live.keys.reset", { command: t(command.title) })}
            onClick={() => chooseKeys(command.id, null)}
          >
            <Icon name="undo" />
          </button>
        )}
      </span>
      <Said command={command} />
    </li>
  );
}

async function resetAll(): Promise<void> {
  const question = { title: t("live.keys.reset_all"), text: t("live.keys.reset_all_text"), yes: t("live.keys.reset_all"), danger: true };
  if (await ask(question)) chosenKeys.value = {};
}

export function KeySettings() {
  return (
    <>
      <CheckField
        label={t("agent.help.single_keys")}
        hint={t("agent.help.single_keys_hint")}
        checked={singleKeys.value}
        onInput={(on) => {
          singleKeys.value = on;
        }}
      />
      {commandGroups.map((group) => (
        <section key={group} class="key-group">
          <h2>{t(`live.keys.group.${group}` as TextKey)}</h2>
          <ul class="key-rows">
            {commands.value
              .filter((command) => command.group === group)
              .map((command) => (
                <Row key={command.id} command={command} />
              ))}
          </ul>
        </section>
      ))}
      {Object.keys(chosenKeys.value).length > 0 && (
        <button type="button" class="button button-quiet" onClick={() => void resetAll()}>
          {t("live.keys.reset_all")}
        </button>
      )}
    </>
  );
}
