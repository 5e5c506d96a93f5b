/* A part of the app that is fetched when it is first shown: skeleton while it comes, words and a way on when it does not. */

import type { Signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { isUpdated } from "../core/lazy";
import { awaitDialog } from "./early_keys";
import { Skeleton } from "./skeleton";
import { dismissToast, toast } from "./toast";
import { Trouble } from "./trouble";

/* Why a part did not come, and the way on. */
export interface Lack {
  text: string;
  label: string;
  run: () => void;
}

export async function lackOf(retry: () => void): Promise<Lack> {
  if (await isUpdated()) return { text: t("agent.error.updated"), label: t("agent.reload"), run: () => location.reload() };
  return { text: t("agent.error.part"), label: t("agent.retry"), run: retry };
}

let told = 0;

/* For a part that has no place on the page where this could stand: what a key opens, what a button needs. */
export function partFailed(retry: () => void): void {
  void lackOf(retry).then(({ text, ...action }) => {
    dismissToast(told);
    told = toast(text, action, "error");
  });
}

interface LazyProps {
  /* Stable per part: another function means another part. */
  load: () => Promise<ComponentType>;
}

export function Lazy({ load }: LazyProps) {
  const [loaded, setLoaded] = useState<{ by: LazyProps["load"]; part: ComponentType } | null>(null);
  const [lack, setLack] = useState<Lack | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    setLack(null);
    load()
      .then((part) => wanted && setLoaded({ by: load, part }))
      .catch(async () => {
        const found = await lackOf(() => setAttempt(attempt + 1));
        if (wanted) setLack(found);
      });
    return () => {
      wanted = false;
    };
  }, [load, attempt]);
  if (loaded?.by === load) return <loaded.part />;
  if (!lack) return <Skeleton rows={6} />;
  return <Trouble text={lack.text} retry={lack.run} label={lack.label} />;
}

/* The same for what nobody waits for: nothing stands there until it has come. */
export function LazyQuiet({ load }: LazyProps) {
  const [part, setPart] = useState<{ show: ComponentType } | null>(null);
  useEffect(() => {
    let wanted = true;
    load()
      .then((show) => wanted && setPart({ show }))
      .catch(() => undefined);
    return () => {
      wanted = false;
    };
  }, [load]);
  return part ? <part.show /> : null;
}

interface LazyDialogProps<T> extends LazyProps {
  /* What it is opened with; null: it is shut. */
  opened: Signal<T | null>;
}

/* A dialog: nothing stands there until it has come, what is typed meanwhile is kept for it, Esc gives it up. */
export function LazyDialog<T>({ load, opened }: LazyDialogProps<T>) {
  const [part, setPart] = useState<{ show: ComponentType } | null>(null);
  const wanted = opened.value;
  useLayoutEffect(() => {
    if (wanted === null || part) return;
    const shut = () => {
      opened.value = null;
    };
    load()
      .then((show) => setPart({ show }))
      .catch(() => {
        if (opened.peek() !== wanted) return;
        shut();
        partFailed(() => (opened.value = wanted));
      });
    return awaitDialog(shut);
  }, [wanted, part]);
  return wanted !== null && part ? <part.show /> : null;
}
