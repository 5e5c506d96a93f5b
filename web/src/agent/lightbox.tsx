/* One picture or page of a PDF file, as large as the screen or in full size; arrows lead on through the files, Page Up and Down through pages. */

import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { useBackCloses } from "../core/router";
import type { Attachment } from "../core/types";
import { Dialog } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { offWhile } from "../ui/off_while";
import { fileAddress, isPdf, pageAddress } from "./attachments";
import { looking } from "./lightbox_store";

const LAST_PAGE = 10;

/* The next page is fetched ahead: then it is there at once, and it is known that there is one. */
const nextPage = signal("");

function step(by: number): void {
  const now = looking.peek();
  const at = (now?.at ?? 0) + by;
  if (now && at >= 0 && at < now.files.length) looking.value = { ...now, at, page: 1 };
}

function turn(by: number): void {
  const now = looking.peek();
  const file = now?.files[now.at];
  if (!now || !file || !isPdf(file)) return;
  const page = now.page + by;
  if (page >= 1 && (by < 0 || nextPage.peek() === pageAddress(file, page))) looking.value = { ...now, page };
}

const moves: Record<string, () => void> = {
  ArrowRight: () => step(document.dir === "rtl" ? -1 : 1),
  ArrowLeft: () => step(document.dir === "rtl" ? 1 : -1),
  PageDown: () => turn(1),
  PageUp: () => turn(-1),
};

function Picture({ file, page }: { file: Attachment; page: number }) {
  const [missing, setMissing] = useState(false);
  const [whole, setWhole] = useState(false);
  const src = isPdf(file) ? pageAddress(file, page) : fileAddress(file);
  useEffect(() => setMissing(false), [src]);
  if (missing) return <p class="muted">{t("ticket.file.not_shown")}</p>;
  const alt = isPdf(file) ? t("ticket.file.page_of", { page, name: file.file_name }) : file.file_name;
  return (
    <button type="button" autofocus class="lightbox-picture" aria-pressed={whole} title={t("ticket.file.full")} onClick={() => setWhole(!whole)}>
      <img src={src} alt={alt} onError={() => setMissing(true)} />
    </button>
  );
}

function Pages({ file, page }: { file: Attachment; page: number }) {
  const next = pageAddress(file, page + 1);
  useEffect(() => {
    if (page === LAST_PAGE) return undefined;
    const ahead = new Image();
    ahead.onload = () => (nextPage.value = next);
    ahead.src = next;
    return () => (ahead.onload = null);
  }, [next]);
  return (
    <>
      <button type="button" class="button button-quiet" {...offWhile(page === 1)} onClick={() => turn(-1)}>
        {t("ticket.file.page_back")}
      </button>
      <span class="muted">{t("ticket.file.page", { page })}</span>
      <button type="button" class="button button-quiet" {...offWhile(nextPage.value !== next)} onClick={() => turn(1)}>
        {t("ticket.file.page_on")}
      </button>
    </>
  );
}

export function Lightbox() {
  const now = looking.value;
  const file = now?.files[now.at];
  const close = () => {
    looking.value = null;
  };
  useBackCloses(now !== null, close);
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
    <Dialog title={file.file_name} size="screen" onClose={close}>
      <div class="lightbox">
        <Picture key={file.id} file={file} page={now.page} />
      </div>
      <div class="dialog-foot lightbox-foot">
        {now.files.length > 1 && (
          <>
            <button type="button" class="button button-quiet" {...offWhile(now.at === 0)} onClick={() => step(-1)}>
              {t("ticket.file.previous")}
            </button>
            <span class="muted">{t("ticket.file.place", { at: now.at + 1, all: now.files.length })}</span>
            <button type="button" class="button button-quiet" {...offWhile(now.at === now.files.length - 1)} onClick={() => step(1)}>
              {t("ticket.file.next")}
            </button>
          </>
        )}
        {isPdf(file) && <Pages file={file} page={now.page} />}
        <a class="button button-quiet" href={fileAddress(file)} download={file.file_name}>
          <Icon name="attach" size={14} />
          {t("ticket.file.save")}
        </a>
      </div>
    </Dialog>
  );
}
