/* Grey lines in place of what is loading; nothing at all during the first 200 ms. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";

const PATIENCE_MS = 200;

export function Skeleton({ rows }: { rows: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return <div class="skeleton" aria-busy="true" />;
  return (
    <div class="skeleton" aria-busy="true">
      <p class="visually-hidden">{t("agent.loading")}</p>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="skeleton-row" />
      ))}
    </div>
  );
}
