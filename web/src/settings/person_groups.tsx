/* The groups of one colleague; one of them gets the tickets that name no group. */

import { groups } from "../agent/session";
import { post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { CheckField, FormError } from "../ui/form";
import { offWhile } from "../ui/off_while";
import { Answered, useAnswer, useChange } from "./ask_server";

interface Membership {
  id: number;
  group_id: number;
  default: boolean;
}

export function PersonGroups({ user }: { user: number }) {
  const answer = useAnswer<{ group_memberships: Membership[] }>(`users/${user}/group_memberships?page[size]=100`);
  const change = useChange();
  const act = async (work: () => Promise<unknown>) => {
    await change.run(work);
    answer.reload();
  };
  const join = (group: number) => post("group_memberships", { group_membership: { user_id: user, group_id: group } });
  return (
    <Answered answer={answer}>
      {({ group_memberships: mine }) => (
        <>
          <ul class="plain-rows">
            {groups.value.map((group) => {
              const member = mine.find((row) => row.group_id === group.id);
              return (
                <li key={group.id}>
                  <CheckField
                    label={group.name}
                    checked={member !== undefined}
                    busy={change.busy}
                    disabled={member !== undefined && mine.length === 1}
                    onInput={(on) => void act(() => (on ? join(group.id) : remove(`group_memberships/${member?.id ?? 0}`)))}
                  />
                  {member?.default && <span class="badge">{t("people.default_group")}</span>}
                  {member && !member.default && (
                    <button
                      type="button"
                      class="text-button"
                      {...offWhile(change.busy)}
                      onClick={() => void act(() => put(`users/${user}/group_memberships/${member.id}/make_default`, {}))}
                    >
                      {t("people.make_default")}
                    </button>
                  )}
                </li>
              );
            })}
          </ul>
          <FormError text={change.error} />
        </>
      )}
    </Answered>
  );
}
