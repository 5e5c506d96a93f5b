/* A part of the app that is fetched when it is first shown: skeleton while it comes, words and a way on when it does not. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { Skeleton } from "./skeleton";
import { Trouble } from "./trouble";

interface LazyProps {
  /* Stable per part: another function means another part. */
  load: () => Promise<ComponentType>;
}

export function Lazy({ load }: LazyProps) {
  const [loaded, setLoaded] = useState<{ by: LazyProps["load"]; part: ComponentType } | null>(null);
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    setFailed(false);
    load()
      .then((part) => wanted && setLoaded({ by: load, part }))
      .catch(() => wanted && setFailed(true));
    return () => {
      wanted = false;
    };
  }, [load, attempt]);
  if (loaded?.by === load) return <loaded.part />;
  if (!failed) return <Skeleton rows={6} />;
  return <Trouble text={t("agent.error.part")} retry={() => setAttempt(attempt + 1)} />;
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
