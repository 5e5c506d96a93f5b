/* The sheet of keys: made from the list of commands, so it says what the keys do here and now, remapped ones too. */

import { commandGroups, commands, keysOf, type AppCommand } from "../core/commands";
import { t, type TextKey } from "../core/i18n";
import { linkTo } from "../core/router";
import { singleKeys } from "../core/settings";
import { useModal } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { Keys } from "../ui/keys";
import { helpOpen } from "./help";

function Line({ command }: { command: AppCommand }) {
  return (
    <div>
      <dt>
        {keysOf(command).map((keys) => (
          <Keys key={keys} keys={keys} />
        ))}
      </dt>
      <dd>{t(command.title)}</dd>
    </div>
  );
}

function Group({ name }: { name: AppCommand["group"] }) {
  const shown = commands.value.filter((command) => command.group === name && keysOf(command).length > 0);
  if (shown.length === 0) return null;
  return (
    <section>
      <h3>{t(`live.keys.group.${name}` as TextKey)}</h3>
      <dl>
        {shown.map((command) => (
          <Line key={command.id} command={command} />
        ))}
      </dl>
    </section>
  );
}

const onClose = () => {
  helpOpen.value = null;
};

export function KeySheet() {
  const dialog = useModal();
  const settings = linkTo({ section: "settings", ticket: null, query: "", rest: ["keys"] });
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <div class="help-head">
        <h2 id="help-title">{t("agent.help.title")}</h2>
        <button type="button" class="icon-button" aria-label={t("agent.help.close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div class="help-body">
        {commandGroups.map((name) => (
          <Group key={name} name={name} />
        ))}
      </div>
      <label class="switch">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => {
            singleKeys.value = event.currentTarget.checked;
          }}
        />
        {t("agent.help.single_keys")}
      </label>
      <p class="muted">{t("agent.help.single_keys_hint")}</p>
      <p>
        <a
          href={settings.href}
          onClick={(event) => {
            onClose();
            settings.onClick(event);
          }}
        >
          {t("live.keys.change")}
        </a>
      </p>
    </dialog>
  );
}
