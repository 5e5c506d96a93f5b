/* What the settings of people and the house share: one question to the server, one change, and what stands meanwhile. */

import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { ApiError, get } from "../core/api";
import { t } from "../core/i18n";
import { Skeleton } from "../ui/skeleton";
import { Trouble } from "../ui/trouble";

export interface Answer<T> {
  data: T | null;
  error: ApiError | null;
  reload: () => void;
  /* Shows at once what the server is only about to be told. */
  edit: (by: (data: T) => T) => void;
}

function asApiError(cause: unknown): ApiError {
  return cause instanceof ApiError ? cause : new ApiError(0, "", String(cause), 0);
}

/* Asks when it is first shown, when the key changes and on reload; what was there stays until the new answer is. */
export function useLoaded<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal)
      .then((found) => {
        if (abort.signal.aborted) return;
        setData(found);
        setError(null);
      })
      .catch((cause: unknown) => !abort.signal.aborted && setError(asApiError(cause)));
    return () => abort.abort();
  }, [key, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const edit = useCallback((by: (data: T) => T) => setData((old) => (old === null ? null : by(old))), []);
  return { data, error, reload, edit };
}

export function useAnswer<T>(path: string): Answer<T> {
  return useLoaded(path, (signal) => get<T>(path, signal));
}

/* The answer, or its skeleton, or why there is none and a way on. */
export function Answered<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ComponentChildren }) {
  if (answer.data !== null) return <>{children(answer.data)}</>;
  if (!answer.error) return <Skeleton rows={4} />;
  return <Trouble text={answer.error.message} retry={answer.reload} />;
}

/* The one thing that the address names; it may be gone. */
export function Opened<T>({ answer, children }: { answer: Answer<T>; children: (data: T) => ComponentChildren }) {
  return answer.error?.status === 404 ? <Trouble text={t("rules.gone")} /> : <Answered {...{ answer, children }} />;
}

export interface Change {
  busy: boolean;
  /* Words for above the buttons; empty while all is well. */
  error: string;
  /* By the field's name in the API. */
  fields: Record<string, string>;
  /* True when it worked. What was typed stays when it did not. */
  run: (act: () => Promise<unknown>) => Promise<boolean>;
}

/* For above the buttons: what has no place at a field (`isPlaced` by the API's names), or that the places are to be looked at. */
export function looseError({ error, fields }: Change, isPlaced: (key: string) => boolean): string {
  const names = Object.keys(fields);
  const loose = names.filter((key) => !isPlaced(key)).map((key) => fields[key]);
  return names.length === 0 ? error : loose.length > 0 ? loose.join(" ") : t("rules.look_above");
}

export function useChange(): Change {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await act();
      return true;
    } catch (cause) {
      setError(asApiError(cause));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error: error?.message ?? "", fields: error?.fields ?? {}, run };
}
