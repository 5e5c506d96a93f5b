/* What the report covers: days, time, grouping and filters. Each change is a new address. */

import { get } from "../core/api";
import { t, type TextKey } from "../core/i18n";
import { openScreen } from "../core/router";
import { agents, groups } from "../agent/session";
import { Combobox, type Option } from "../ui/combobox";
import { Field, SelectField, TextField, type Choice } from "../ui/form";
import { apiParams, askedParams, channels, channelText, groupingOf, groupingsOf, hasBusiness, hasFilters, rangeText, rangesOf } from "./model";
import type { Asked, Grouping, Range, ReportName } from "./model";

interface Props {
  name: ReportName;
  asked: Asked;
}

export function changeAsked(name: ReportName, asked: Asked, change: Partial<Asked>): void {
  openScreen("reports", [name], askedParams(name, { ...asked, ...change }));
}

function Days({ name, asked }: Props) {
  const last = name === "backlog_age";
  const choices = rangesOf(name).map((range) => ({ value: range, label: rangeText(range) }));
  const range = rangesOf(name).includes(asked.range) ? asked.range : "today";
  return (
    <>
      <SelectField
        label={t(last ? "reports.at" : "reports.range")}
        value={range}
        choices={choices}
        onInput={(chosen) => changeAsked(name, asked, { range: chosen as Range })}
      />
      {asked.range === "custom" && !last && (
        <TextField label={t("reports.from")} type="date" value={asked.from} max={asked.to} onInput={(from) => from && changeAsked(name, asked, { from })} />
      )}
      {asked.range === "custom" && (
        <TextField
          label={t("reports.to")}
          type="date"
          value={asked.to}
          {...(last ? {} : { min: asked.from })}
          onInput={(to) => to && changeAsked(name, asked, last ? { from: to, to } : { to })}
        />
      )}
    </>
  );
}

async function suggestTags(typed: string): Promise<readonly Option[]> {
  const all: Option = { value: "", label: t("reports.filter.all") };
  if (typed.trim().length < 2) return [all];
  const { tags } = await get<{ tags: string[] }>(`autocomplete/tags?name=${encodeURIComponent(typed.trim())}`);
  return [all, ...tags.slice(0, 20).map((tag) => ({ value: tag, label: tag }))];
}

function Filters({ name, asked }: Props) {
  const all: Choice = { value: "", label: t("reports.filter.all") };
  const named = (list: readonly { id: number; name: string }[]) => [all, ...list.map(({ id, name: label }) => ({ value: String(id), label }))];
  const set = (field: "group" | "agent" | "channel" | "tag") => (value: string) => changeAsked(name, asked, { [field]: value });
  return (
    <>
      <SelectField label={t("reports.filter.group")} value={asked.group} choices={named(groups.value)} onInput={set("group")} />
      <SelectField label={t("reports.filter.agent")} value={asked.agent} choices={named(agents.value)} onInput={set("agent")} />
      <SelectField
        label={t("reports.filter.channel")}
        value={asked.channel}
        choices={[all, ...channels.map((value) => ({ value, label: channelText(value) }))]}
        onInput={set("channel")}
      />
      <Field
        label={t("reports.filter.tag")}
        control={(wiring) => (
          <Combobox
            wiring={wiring}
            text={asked.tag || t("reports.filter.all")}
            suggest={suggestTags}
            onPick={(option) => set("tag")(option.value)}
            onTyped={(typed) => set("tag")(typed.toLowerCase())}
          />
        )}
      />
    </>
  );
}

export function Controls({ name, asked }: Props) {
  const times = (["calendar", "business"] as const).map((value) => ({ value, label: t(`reports.time.${value}`) }));
  const groupings = groupingsOf(name).map((value) => ({ value, label: t(`reports.by.${value}` as TextKey) }));
  return (
    <div class="report-controls" role="group" aria-label={t("reports.filters")}>
      <Days name={name} asked={asked} />
      {hasBusiness(name) && (
        <SelectField
          label={t("reports.time")}
          value={asked.time}
          choices={times}
          onInput={(time) => changeAsked(name, asked, { time: time as Asked["time"] })}
        />
      )}
      <SelectField
        label={t("reports.by")}
        value={groupingOf(name, asked)}
        choices={groupings}
        onInput={(value) => changeAsked(name, asked, { by: value as Grouping })}
      />
      <Filters name={name} asked={asked} />
      <div class="report-buttons">
        {hasFilters(asked) && (
          <button type="button" class="button button-quiet" onClick={() => changeAsked(name, asked, { group: "", agent: "", channel: "", tag: "" })}>
            {t("reports.clear")}
          </button>
        )}
        <a class="button button-quiet" href={`/api/v2/reports/${name}.csv?${apiParams(name, asked)}`} download>
          {t("reports.csv")}
        </a>
        <button type="button" class="button button-quiet" onClick={() => print()}>
          {t("reports.print")}
        </button>
      </div>
    </div>
  );
}
