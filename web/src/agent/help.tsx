/* The sheet of keys: a native dialog, opened with ? or from the menu. */

import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t, type TextKey } from "../core/i18n";
import { singleKeys } from "../core/settings";
import { Icon } from "../ui/icon";

export const helpOpen = signal(false);

const command = /mac|iphone|ipad/i.test(navigator.platform) ? "⌘" : "Ctrl";

const sheet: [TextKey, [string[], TextKey][]][] = [
  [
    "agent.help.list",
    [
      [["j", "↓"], "agent.help.next"],
      [["k", "↑"], "agent.help.previous"],
      [["Enter", "o"], "agent.help.open"],
      [["Shift n"], "agent.help.show_new"],
      [["g m"], "agent.help.mine"],
      [["g u"], "agent.help.unassigned"],
      [["g a"], "agent.help.all"],
      [["g s"], "agent.help.soon"],
      [["/"], "agent.help.search"],
    ],
  ],
  [
    "agent.help.ticket",
    [
      [["r"], "agent.help.reply"],
      [["n"], "agent.help.note"],
      [[`${command} Enter`], "agent.help.send_solve"],
      [[`${command} Shift Enter`], "agent.help.send"],
      [["a"], "agent.help.assign"],
      [["Shift a"], "agent.help.assign_me"],
      [["s"], "agent.help.status"],
      [["p"], "agent.help.priority"],
      [["t"], "agent.help.tags"],
      [["e"], "agent.help.solve"],
      [["z"], "agent.help.undo"],
      [["i"], "agent.help.context"],
      [["u", "Esc"], "agent.help.back"],
      [["?"], "agent.help.help"],
    ],
  ],
];

function Keys({ keys }: { keys: string[] }) {
  return (
    <>
      {keys.map((combination) => (
        <span key={combination} class="keys">
          {combination.split(" ").map((key) => (
            <kbd key={key}>{key}</kbd>
          ))}
        </span>
      ))}
    </>
  );
}

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const shown = helpOpen.value;
  useEffect(() => {
    if (shown) dialog.current?.showModal();
    else dialog.current?.close();
  }, [shown]);
  const close = () => {
    helpOpen.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onCancel={close}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div class="help-head">
        <h2 id="help-title">{t("agent.help.title")}</h2>
        <button type="button" class="icon-button" aria-label={t("agent.help.close")} onClick={close}>
          <Icon name="close" />
        </button>
      </div>
      <div class="help-body">
        {sheet.map(([title, lines]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {lines.map(([keys, text]) => (
                <div key={text}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{t(text)}</dd>
                </div>
              ))}
            </dl>
          </section>
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
    </dialog>
  );
}
