/*
 * HTML of a mail in a frame of its own: it runs nothing (the frame forbids it, and so does the policy that the server
 * sends with it), and pictures of other houses come only when they are asked for, through our server.
 */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";

const MOST = 6000;

export function MailFrame({ comment }: { comment: number }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const watch = useRef<ResizeObserver | null>(null);
  const [height, setHeight] = useState(80);
  const [away, setAway] = useState(0);
  const [pictures, setPictures] = useState(false);
  useEffect(() => () => watch.current?.disconnect(), []);
  useEffect(() => {
    if (frame.current) frame.current.style.blockSize = `${height}px`;
  }, [height]);
  const onLoad = () => {
    const page = frame.current?.contentDocument;
    if (!page?.body) return;
    setAway(page.querySelectorAll("img.away").length);
    watch.current?.disconnect();
    watch.current = new ResizeObserver(() => setHeight(Math.min(MOST, Math.ceil(page.body.getBoundingClientRect().height) + 2)));
    watch.current.observe(page.body);
  };
  return (
    <div class="mail">
      {away > 0 && !pictures && (
        <p class="mail-away">
          <Icon name="lock" size={14} />
          <span>{t("ticket.mail.away")}</span>
          <button type="button" class="text-button" onClick={() => setPictures(true)}>
            {t("ticket.mail.show")}
          </button>
        </p>
      )}
      <iframe
        ref={frame}
        class="mail-frame"
        title={t("ticket.mail.title")}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerpolicy="no-referrer"
        src={`/m/${comment}/body${pictures ? "?images=1" : ""}`}
        onLoad={onLoad}
      />
    </div>
  );
}
