/* OAuth clients: programs that people can let act for them. The secret is shown once; deleting one ends its tokens. */

import { useMemo, useState } from "preact/hooks";
import { post, put, remove } from "../core/api";
import { t } from "../core/i18n";
import { listing } from "../core/listing";
import { ask, Dialog } from "../ui/dialog";
import { DeleteButton, Form, FormError, SelectField, TextArea, TextField } from "../ui/form";
import { offWhile } from "../ui/off_while";
import type { Column } from "../ui/table";
import { toast } from "../ui/toast";
import { Answered, useAnswer, useChange } from "./ask_server";
import { ListScreen } from "./list_screen";
import { askDelete } from "./said";
import { SecretOnce, timeText, type Token } from "./tokens";

interface Client {
  id: number;
  identifier: string;
  name: string;
  company: string | null;
  description: string | null;
  kind: "confidential" | "public";
  redirect_uri: string[];
  secret: string | null;
  created_at: string;
}

interface Secret {
  name: string;
  text: string;
}

interface Answer {
  client: Client;
}

type Draft = Pick<Client, "name" | "identifier" | "kind"> & { company: string; description: string; redirects: string };

function draftOf(client: Client | null): Draft {
  const { name = "", identifier = "", kind = "confidential", redirect_uri: redirects = [] } = client ?? {};
  return { name, identifier, kind, company: client?.company ?? "", description: client?.description ?? "", redirects: redirects.join("\n") };
}

interface DialogProps {
  client: Client | null;
  onSecret: (secret: Secret) => void;
  onDone: () => void;
}

function lastUse(tokens: readonly Token[]): string {
  return timeText(tokens.map(({ used_at: at }) => at ?? "").sort().at(-1) || null);
}

/* Its living tokens, and an end to all of them. */
function ClientTokens({ client }: { client: Client }) {
  const answer = useAnswer<{ tokens: Token[] }>(`oauth/tokens?all=true&per_page=100&client_id=${client.id}`);
  const change = useChange();
  const end = async (tokens: Token[]) => {
    await change.run(async () => {
      for (const { id } of tokens) await remove(`oauth/tokens/${id}`);
    });
    answer.reload();
  };
  return (
    <Answered answer={answer}>
      {({ tokens }) => (
        <div class="button-row">
          <span class="muted">{tokens.length === 0 ? t("system.oauth.no_tokens") : t("system.oauth.tokens", { n: tokens.length, last: lastUse(tokens) })}</span>
          {tokens.length > 0 && (
            <button type="button" class="button button-quiet" {...offWhile(change.busy)} onClick={() => void end(tokens)}>
              {t("system.oauth.end_tokens")}
            </button>
          )}
          <FormError text={change.error} />
        </div>
      )}
    </Answered>
  );
}

type FormProps = { draft: Draft; change: (part: Partial<Draft>) => void; errors: Record<string, string> };

function ClientFields({ draft, change, errors }: FormProps) {
  const kinds = (["confidential", "public"] as const).map((value) => ({ value, label: t(`system.oauth.kind.${value}`) }));
  return (
    <>
      <TextField
        label={t("system.oauth.name")}
        hint={t("system.oauth.name_hint")}
        error={errors.name}
        value={draft.name}
        maxLength={200}
        required
        onInput={(name) => change({ name })}
      />
      <TextField
        label={t("system.oauth.identifier")}
        hint={t("system.oauth.identifier_hint")}
        dir="ltr"
        error={errors.identifier}
        value={draft.identifier}
        maxLength={100}
        required
        onInput={(identifier) => change({ identifier })}
      />
      <SelectField label={t("system.oauth.kind")} value={draft.kind} choices={kinds} onInput={(kind) => change({ kind: kind as Client["kind"] })} />
      <TextArea
        label={t("system.oauth.redirects")}
        hint={t("system.oauth.redirects_hint")}
        error={errors.redirect_uri}
        rows={3}
        value={draft.redirects}
        onInput={(redirects) => change({ redirects })}
      />
      <TextField label={t("system.oauth.company")} value={draft.company} maxLength={200} onInput={(company) => change({ company })} />
      <TextField label={t("rules.description")} value={draft.description} maxLength={1000} onInput={(description) => change({ description })} />
    </>
  );
}

function ClientDialog({ client, onSecret, onDone }: DialogProps) {
  const [draft, setDraft] = useState(draftOf(client));
  const saving = useChange();
  const change = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }));
  const { redirects, ...rest } = draft;
  const body = { client: { ...rest, redirect_uri: redirects.split(/\s+/).filter(Boolean) } };
  const save = () =>
    void saving.run(async () => {
      const { client: made } = await (client ? put<Answer>(`oauth/clients/${client.id}`, body) : post<Answer>("oauth/clients", body));
      if (made.secret) onSecret({ name: made.name, text: made.secret });
      toast(t("rules.saved", { name: made.name }));
      onDone();
    });
  const renew = async () => {
    const yes = await ask({ title: t("system.oauth.renew_title"), text: t("system.oauth.renew_text"), yes: t("system.oauth.renew"), danger: true });
    if (!yes || !client) return;
    void saving.run(async () => {
      const { client: made } = await put<Answer>(`oauth/clients/${client.id}/generate_secret`, {});
      onSecret({ name: made.name, text: made.secret ?? "" });
      onDone();
    });
  };
  const drop = async () => {
    if (!client || !(await askDelete(client.name, t("system.oauth.delete_text")))) return;
    if (await saving.run(() => remove(`oauth/clients/${client.id}`))) onDone();
  };
  const aside = client && <DeleteButton text={t("rules.delete")} onClick={() => void drop()} />;
  return (
    <Dialog title={client?.name ?? t("system.oauth.new")} size="wide" onClose={onDone}>
      <Form error={saving.error} busy={saving.busy} unchanged={!draft.name.trim() || !draft.identifier.trim()} onSave={save} onCancel={onDone} aside={aside}>
        <ClientFields {...{ draft, change }} errors={saving.fields} />
        {client && <ClientTokens client={client} />}
        {client?.kind === "confidential" && (
          <div>
            <button type="button" class="button button-quiet" onClick={() => void renew()}>
              {t("system.oauth.renew")}
            </button>
          </div>
        )}
      </Form>
    </Dialog>
  );
}

const columns = (show: (client: Client) => void): Column<Client>[] => [
  {
    title: t("system.oauth.name"),
    cell: (client) => (
      <>
        <button type="button" class="text-button" onClick={() => show(client)}>
          <bdi>{client.name}</bdi>
        </button>
        <div class="muted cell-under">{client.company}</div>
      </>
    ),
  },
  { title: t("system.oauth.identifier"), cell: ({ identifier }) => <code>{identifier}</code> },
  { title: t("system.oauth.kind"), cell: ({ kind }) => t(`system.oauth.kind.${kind}`) },
  { title: t("system.token.made"), cell: ({ created_at: at }) => timeText(at) },
];

export function OauthClients() {
  const list = useMemo(() => listing<Client>(() => "oauth/clients", "clients", 100), []);
  const [secret, setSecret] = useState<Secret | null>(null);
  const dialog = (client: Client | null, close: () => void) => <ClientDialog client={client} onSecret={setSecret} onDone={close} />;
  const words = { label: t("system.oauth.title"), empty: t("system.oauth.empty"), add: t("system.oauth.new") };
  return (
    <section>
      <h2>{t("system.oauth.title")}</h2>
      <p class="muted">{t("system.oauth.about")}</p>
      {secret && <SecretOnce label={t("system.oauth.secret_of", { name: secret.name })} text={secret.text} onDone={() => setSecret(null)} />}
      <ListScreen {...words} {...{ list, columns, dialog }} quiet />
    </section>
  );
}
