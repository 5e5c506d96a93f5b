/* One picture or page of a PDF file, large; arrows lead on through the files of the message, Page Up and Down through pages. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import type { Attachment } from "../core/types";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { fileAddress, isPdf, pageAddress } from "./attachments";
import { looking } from "./lightbox_store";

const LAST_PAGE = 10;

function step(by: number): void {
  const now = looking.peek();
  const at = (now?.at ?? 0) + by;
  if (now && at >= 0 && at < now.files.length) looking.value = { ...now, at, page: 1 };
}

function turn(by: number): void {
  const now = looking.peek();
  const page = (now?.page ?? 1) + by;
  if (now && isPdf(now.files[now.at] as Attachment) && page >= 1 && page <= LAST_PAGE) looking.value = { ...now, page };
}

const moves: Record<string, () => void> = {
  ArrowRight: () => step(document.dir === "rtl" ? -1 : 1),
  ArrowLeft: () => step(document.dir === "rtl" ? 1 : -1),
  PageDown: () => turn(1),
  PageUp: () => turn(-1),
};

function Picture({ file, page }: { file: Attachment; page: number }) {
  const [missing, setMissing] = useState(false);
  const src = isPdf(file) ? pageAddress(file, page) : fileAddress(file);
  useEffect(() => setMissing(false), [src]);
  if (missing) return <p class="muted">{t(isPdf(file) && page > 1 ? "ticket.file.last_page" : "ticket.file.not_shown")}</p>;
  const alt = isPdf(file) ? t("ticket.file.page_of", { page, name: file.file_name }) : file.file_name;
  return <img src={src} alt={alt} onError={() => setMissing(true)} />;
}

export function Lightbox() {
  const now = looking.value;
  const file = now?.files[now.at];
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const move = moves[event.key];
      if (!move || !looking.peek()) return;
      event.preventDefault();
      move();
    };
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, []);
  if (!now || !file) return null;
  return (
    <Dialog title={file.file_name} size="wide" onClose={() => (looking.value = null)}>
      <div class="lightbox">
        <Picture file={file} page={now.page} />
      </div>
      <div class="dialog-foot lightbox-foot">
        {now.files.length > 1 && (
          <>
            <button type="button" class="button button-quiet" disabled={now.at === 0} onClick={() => step(-1)}>
              {t("ticket.file.previous")}
            </button>
            <span class="muted">{t("ticket.file.place", { at: now.at + 1, all: now.files.length })}</span>
            <button type="button" class="button button-quiet" disabled={now.at === now.files.length - 1} onClick={() => step(1)}>
              {t("ticket.file.next")}
            </button>
          </>
        )}
        {isPdf(file) && (
          <>
            <button type="button" class="button button-quiet" disabled={now.page === 1} onClick={() => turn(-1)}>
              {t("ticket.file.page_back")}
            </button>
            <span class="muted">{t("ticket.file.page", { page: now.page })}</span>
            <button type="button" class="button button-quiet" disabled={now.page === LAST_PAGE} onClick={() => turn(1)}>
              {t("ticket.file.page_on")}
            </button>
          </>
        )}
        <a class="button button-quiet" href={fileAddress(file)} download={file.file_name}>
          <Icon name="attach" size={14} />
          {t("ticket.file.save")}
        </a>
      </div>
    </Dialog>
  );
}
