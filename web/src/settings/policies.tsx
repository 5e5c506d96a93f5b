/* SLA policies: the list in the order in which they are tried, each told in plain sentences; the editor opens beside. */

import { useState } from "preact/hooks";
import { errorText, put } from "../core/api";
import { t } from "../core/i18n";
import { seeded } from "../core/seeded";
import { announce } from "../ui/announce";
import { MoveButtons } from "../ui/move_buttons";
import { toast } from "../ui/toast";
import { Answered, useAnswer } from "./ask_server";
import type { Schedule } from "./calendar_types";
import { PlacedList } from "./list_screen";
import { itemLink, openItem } from "./place";
import { PolicyEditor } from "./policy_editor";
import { sentences, type Policy } from "./policy_model";

interface ListProps {
  policies: Policy[];
  schedules: Schedule[];
  onMoved: () => void;
}

function appliesTo({ filter }: Policy): string {
  return t(filter.all.length + filter.any.length === 0 ? "sla.list.everything" : "sla.list.filtered");
}

function PolicyRow({ policy, schedules }: { policy: Policy; schedules: Schedule[] }) {
  return (
    <div class="policy-row-body">
      <h2>
        <a {...itemLink("policies", policy.id)}>
          <bdi>{seeded(policy.title)}</bdi>
        </a>
      </h2>
      <p class="muted">{appliesTo(policy)}</p>
      {sentences(policy, schedules).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function PolicyList({ policies, schedules, onMoved }: ListProps) {
  const [order, setOrder] = useState(policies);
  const move = async (at: number, by: 1 | -1) => {
    const next = [...order];
    const [moved] = next.splice(at, 1);
    if (!moved || at + by < 0 || at + by > next.length) return;
    next.splice(at + by, 0, moved);
    setOrder(next);
    announce(t("sla.list.moved", { name: moved.title, place: at + by + 1 }));
    try {
      await put("slas/policies/reorder", { sla_policy_ids: next.map(({ id }) => id) });
    } catch (cause) {
      setOrder(order);
      toast(errorText(cause), null, "error");
      onMoved();
    }
  };
  return (
    <ol class="policy-list">
      {order.map((policy, at) => (
        <li
          key={policy.id}
          class="policy-row"
          onKeyDown={(event) => {
            if (!event.shiftKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
            event.preventDefault();
            void move(at, event.key === "ArrowUp" ? -1 : 1);
          }}
        >
          <span class="policy-place">{at + 1}</span>
          <PolicyRow {...{ policy, schedules }} />
          <span class="row-buttons">
            <MoveButtons name={seeded(policy.title)} at={at} count={order.length} onMove={(by) => void move(at, by)} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/* The list starts again from what the server said when that has changed. */
const listKey = (list: Policy[]) => list.map(({ id, version, title }) => `${id} ${version} ${title}`).join();

const toList = () => openItem("policies");

export function Policies() {
  const policies = useAnswer<{ sla_policies: Policy[] }>("slas/policies?per_page=100");
  const schedules = useAnswer<{ schedules: Schedule[] }>("business_hours/schedules?per_page=100");
  const done = () => {
    policies.reload();
    toList();
  };
  const words = { add: t("sla.list.new"), back: t("sla.list.back"), empty: t("sla.list.empty"), gone: t("sla.list.gone") };
  return (
    <Answered answer={schedules}>
      {({ schedules: calendars }) => (
        <Answered answer={policies}>
          {({ sla_policies: rows }) => (
            <PlacedList
              screen="policies"
              {...{ rows }}
              {...words}
              nameOf={({ title }) => seeded(title)}
              editor={(policy) => <PolicyEditor {...{ policy }} schedules={calendars} onDone={done} onCancel={toList} />}
            >
              <p class="field-hint">{t("sla.list.order")}</p>
              <PolicyList key={listKey(rows)} policies={rows} schedules={calendars} onMoved={policies.reload} />
            </PlacedList>
          )}
        </Answered>
      )}
    </Answered>
  );
}
