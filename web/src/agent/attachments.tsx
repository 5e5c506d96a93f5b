/* Files of a message: pictures small and in place, PDF files with their first page, all others by name. */

import { useState } from "preact/hooks";
import { fileSize } from "../core/fmt";
import { t } from "../core/i18n";
import type { Attachment } from "../core/types";
import { Icon } from "../ui/icon";
import { look } from "./lightbox_store";

const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/* What the server of these files is reached by, whatever name it was given elsewhere. */
export function fileAddress(file: Attachment): string {
  const at = file.content_url.indexOf("/attachments/token/");
  return at < 0 ? file.content_url : file.content_url.slice(at);
}

export function isPicture(file: Attachment): boolean {
  return PICTURES.includes(file.content_type);
}

export function isPdf(file: Attachment): boolean {
  return file.content_type === "application/pdf";
}

export function pageAddress(file: Attachment, page: number): string {
  return `/api/v2/attachments/${file.id}/pages/${page}`;
}

/* A button with the picture or first page; gone when there is none to be had: the link stays. */
function Thumb({ file, files }: { file: Attachment; files: readonly Attachment[] }) {
  const [missing, setMissing] = useState(false);
  if (missing) return null;
  return (
    <button type="button" class="thumb" aria-label={t("ticket.file.look", { name: file.file_name })} onClick={() => look(files, file)}>
      <img src={isPdf(file) ? pageAddress(file, 1) : fileAddress(file)} alt="" loading="lazy" decoding="async" onError={() => setMissing(true)} />
    </button>
  );
}

export function Files({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  const shown = files.filter((file) => isPicture(file) || isPdf(file));
  return (
    <div class="message-files">
      {shown.length > 0 && (
        <div class="thumbs">
          {shown.map((file) => (
            <Thumb key={file.id} file={file} files={shown} />
          ))}
        </div>
      )}
      <ul class="files" aria-label={t("agent.thread.files")}>
        {files.map((file) => (
          <li key={file.id}>
            <a class="file" href={fileAddress(file)} download={file.file_name}>
              <Icon name="attach" size={14} />
              <bdi class="file-name">{file.file_name}</bdi>
              <span class="muted">{fileSize(file.size)}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
