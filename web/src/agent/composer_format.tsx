/* Formats of the text as buttons, each with its name and keys, and the choice of plain text. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import { t, type TextKey } from "../core/i18n";
import { Dialog } from "../ui/dialog";
import { Icon, type IconName } from "../ui/icon";
import { caretMoved, format, hasFormat, makePlain, rich, runFormat, type FormatCommand } from "./composer_surface";
import * as compose from "./composer_store";

const BUTTONS: readonly { command: FormatCommand; icon: IconName; keys: string }[] = [
  { command: "bold", icon: "bold", keys: "Ctrl+B" },
  { command: "italic", icon: "italic", keys: "Ctrl+I" },
  { command: "link", icon: "link", keys: "" },
  { command: "bullets", icon: "bullets", keys: "Ctrl+Shift+8" },
  { command: "numbers", icon: "numbers", keys: "Ctrl+Shift+7" },
  { command: "quote", icon: "quote", keys: "Ctrl+Shift+9" },
  { command: "code", icon: "api", keys: "Ctrl+E" },
];

const asksLink = signal(false);
/* On a phone the formats are one button until they are wanted. */
const shown = signal(false);

function LinkDialog() {
  const [address, setAddress] = useState("https://");
  const close = () => {
    asksLink.value = false;
  };
  const wrong = !/^(https?:\/\/\S+\.\S+|mailto:\S+@\S+|tel:\S+)$/i.test(address.trim());
  return (
    <Dialog title={t("compose.format.link_title")} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wrong) return;
          close();
          setTimeout(() => runFormat("link", address.trim()), 0);
        }}
      >
        <label class="later-field">
          <span>{t("compose.format.address")}</span>
          <input type="url" autocomplete="off" dir="ltr" value={address} onInput={(event) => setAddress(event.currentTarget.value)} />
        </label>
        <div class="dialog-foot">
          <button type="button" class="button button-quiet" onClick={close}>
            {t("agent.dialog.cancel")}
          </button>
          <button type="submit" class="button" disabled={wrong}>
            {t("compose.format.link_add")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function press(command: FormatCommand): void {
  if (command !== "link" || rich.peek()?.isActive("link")) runFormat(command);
  else asksLink.value = true;
}

function FormatButton({ command, icon, keys }: (typeof BUTTONS)[number]) {
  caretMoved.value;
  const name = t(`compose.format.${command}` as TextKey);
  return (
    <button
      type="button"
      class="icon-button format-button"
      aria-label={name}
      title={keys ? `${name} (${keys})` : name}
      aria-pressed={rich.value?.isActive(command) ?? false}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => press(command)}
    >
      <Icon name={icon} />
    </button>
  );
}

function choosePlain(): void {
  if (format.peek() === "plain") {
    format.value = "rich";
    return;
  }
  makePlain();
}

export function FormatBar() {
  const plain = format.value === "plain";
  const loses = !plain && compose.html.value !== null && hasFormat(compose.html.value);
  return (
    <>
      <button
        type="button"
        class="icon-button format-open"
        aria-label={t("compose.format.label")}
        aria-expanded={shown.value}
        onClick={() => {
          shown.value = !shown.peek();
        }}
      >
        <Icon name="format" />
      </button>
      <div class={shown.value ? "format-bar format-shown" : "format-bar"} role="group" aria-label={t("compose.format.label")}>
        {!plain && BUTTONS.map((button) => <FormatButton key={button.command} {...button} />)}
        <button
          type="button"
          class="icon-button format-button"
          aria-label={t("compose.format.plain")}
          aria-pressed={plain}
          title={t(loses ? "compose.format.plain_loses" : "compose.format.plain")}
          onClick={choosePlain}
        >
          <Icon name="plain" />
        </button>
      </div>
      {asksLink.value && <LinkDialog />}
    </>
  );
}
