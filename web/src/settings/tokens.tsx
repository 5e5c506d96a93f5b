/* API tokens: one's own, for administrators everybody's; the text of a new one is shown once. OAuth clients below. */

import { useState } from "preact/hooks";
import { agentName, me, meId } from "../agent/session";
import { post, remove } from "../core/api";
import { minuteNow } from "../core/clock";
import { commaText } from "../core/dates";
import { moment } from "../core/fmt";
import { t, type TextKey } from "../core/i18n";
import { ask, Dialog } from "../ui/dialog";
import { CheckField, Form, FormError, SelectField, TextField } from "../ui/form";
import { Icon } from "../ui/icon";
import { Table, type Column } from "../ui/table";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";
import { CopyLine } from "./copy_line";
import { OauthClients } from "./oauth_clients";

export interface Token {
  id: number;
  user_id: number;
  client_id: number | null;
  name: string;
  token: string | null;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
}

const families = [
  "tickets", "users", "organizations", "requests", "views", "macros", "triggers", "automations", "webhooks", "satisfaction_ratings", "hc",
] as const;

type Reach = "read" | "write" | "some" | "account";

const reachScopes: Record<Exclude<Reach, "some">, string[]> = { read: ["read"], write: ["write"], account: ["write", "impersonate"] };

/* Speaks for whomever the program names, not only for its owner. */
function isAccount({ scopes }: Token): boolean {
  return scopes.includes("impersonate");
}

function scopeText(all: readonly string[]): string {
  const scopes = all.filter((scope) => scope !== "impersonate");
  if (scopes.includes("write")) return t("system.token.write");
  return scopes.includes("read") ? t("system.token.read") : commaText(scopes);
}

export function timeText(time: string | null): string {
  return time ? moment(Date.parse(time), minuteNow.value) : t("system.token.never");
}

/* Shown once: it cannot be had again. */
export function SecretOnce({ label, text, onDone }: { label: string; text: string; onDone: () => void }) {
  return (
    <section class="secret-box" role="status">
      <CopyLine label={label} hint={t("system.token.once")} text={text} />
      <div>
        <button type="button" class="button" onClick={onDone}>
          {t("system.token.kept")}
        </button>
      </div>
    </section>
  );
}

function Scopes({ chosen, onInput }: { chosen: readonly string[]; onInput: (scopes: string[]) => void }) {
  const toggle = (scope: string, on: boolean) => onInput(on ? [...chosen, scope] : chosen.filter((one) => one !== scope));
  return (
    <fieldset class="plain-set">
      <legend>{t("system.token.families")}</legend>
      <div class="pick-grid">
        {families.flatMap((family) =>
          ["read", "write"].map((way) => {
            const scope = `${family}:${way}`;
            return <CheckField key={scope} isCode label={scope} checked={chosen.includes(scope)} onInput={(on) => toggle(scope, on)} />;
          }),
        )}
      </div>
    </fieldset>
  );
}

function NewToken({ onMade, onClose }: { onMade: (token: Token) => void; onClose: () => void }) {
  const [name, setName] = useState("");
  const [reach, setReach] = useState<Reach>("read");
  const [some, setSome] = useState<string[]>([]);
  const saving = useChange();
  const scopes = reach === "some" ? some : reachScopes[reach];
  const save = () => void saving.run(async () => onMade((await post<{ token: Token }>("oauth/tokens", { token: { name: name.trim(), scopes } })).token));
  const kinds: Reach[] = me.value?.role === "admin" ? ["read", "write", "some", "account"] : ["read", "write", "some"];
  const reaches = kinds.map((value) => ({ value, label: t(`system.token.reach.${value}` as TextKey) }));
  return (
    <Dialog title={t("system.token.new")} size="wide" onClose={onClose}>
      <Form
        error={saving.error}
        busy={saving.busy}
        unchanged={!name.trim() || scopes.length === 0}
        save={t("system.token.make")}
        onSave={save}
        onCancel={onClose}
      >
        <TextField
          label={t("system.token.name")}
          hint={t("system.token.name_hint")}
          error={saving.fields.name}
          value={name}
          maxLength={200}
          required
          onInput={setName}
        />
        <SelectField
          label={t("system.token.reach")}
          hint={t("system.token.reach_hint")}
          error={saving.fields.scopes}
          value={reach}
          choices={reaches}
          onInput={(value) => setReach(value as Reach)}
        />
        {reach === "some" && <Scopes chosen={some} onInput={setSome} />}
      </Form>
    </Dialog>
  );
}

interface TableProps {
  kind: "personal" | "account";
  tokens: Token[];
  reload: () => void;
}

function TokenTable({ kind, tokens, reload }: TableProps) {
  const change = useChange();
  const revoke = async (token: Token) => {
    const title = t("system.token.end_title", { name: token.name });
    const yes = await ask({ title, text: t("system.token.end_text"), yes: t("system.token.end"), danger: true });
    if (!yes) return;
    const done = await change.run(() => remove(`oauth/tokens/${token.id}`));
    if (done) toast(t("system.token.ended", { name: token.name }));
    reload();
  };
  const owner = (token: Token) => (token.user_id === meId.value ? t("system.token.mine") : (agentName(token.user_id) ?? `#${token.user_id}`));
  const columns: Column<Token>[] = [
    {
      title: t("system.token.name"),
      cell: (token) => (
        <>
          <bdi>{token.name}</bdi>
          {token.client_id && <span class="badge">{t("system.token.by_client")}</span>}
          <div class="muted cell-under">{owner(token)}</div>
        </>
      ),
    },
    { title: t("system.token.scopes"), cell: ({ scopes }) => scopeText(scopes) },
    { title: t("system.token.made"), cell: ({ created_at: at }) => timeText(at) },
    { title: t("system.token.used"), cell: ({ used_at: at }) => timeText(at) },
    { title: t("system.token.ends"), cell: ({ expires_at: at }) => timeText(at) },
    {
      title: t("system.token.end"),
      hidden: true,
      cell: (token) => (
        <button type="button" class="button button-quiet" aria-label={t("system.token.end_one", { name: token.name })} onClick={() => void revoke(token)}>
          {t("system.token.end")}
        </button>
      ),
    },
  ];
  const title = t(`system.token.${kind}` as TextKey);
  return (
    <section class="token-list">
      <h2>{title}</h2>
      <p class="muted">{t(`system.token.${kind}_about` as TextKey)}</p>
      <FormError text={change.error} />
      <Table label={title} columns={columns} rows={tokens} rowKey={({ id }) => id} empty={t("system.token.empty")} />
    </section>
  );
}

/* Those that speak for others are a list of their own: they are worth more, and rare. */
function TokenTables({ tokens, reload }: Pick<TableProps, "tokens" | "reload">) {
  const account = tokens.filter(isAccount);
  return (
    <>
      <TokenTable kind="personal" tokens={tokens.filter((token) => !isAccount(token))} reload={reload} />
      {account.length > 0 && <TokenTable kind="account" tokens={account} reload={reload} />}
    </>
  );
}

export function Tokens() {
  const admin = me.value?.role === "admin";
  const [all, setAll] = useState(false);
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState<Token | null>(null);
  const answer = useAnswer<{ tokens: Token[] }>(`oauth/tokens?per_page=100${all ? "&all=true" : ""}`);
  const onMade = (token: Token) => {
    setMade(token);
    setAsking(false);
    answer.reload();
  };
  return (
    <div class="sections">
      <section>
        {made?.token && <SecretOnce label={t("system.token.text_of", { name: made.name })} text={made.token} onDone={() => setMade(null)} />}
        <div class="screen-tools">
          {admin && <CheckField label={t("system.token.everybodys")} checked={all} onInput={setAll} />}
          <button type="button" class="button" onClick={() => setAsking(true)}>
            <Icon name="add" />
            {t("system.token.new")}
          </button>
        </div>
        <Answered answer={answer}>{({ tokens }) => <TokenTables tokens={tokens} reload={answer.reload} />}</Answered>
        {asking && <NewToken onMade={onMade} onClose={() => setAsking(false)} />}
      </section>
      {admin && <OauthClients />}
    </div>
  );
}
