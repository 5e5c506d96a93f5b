/* What comes later than the first load: style sheets and texts of the parts that are not opened every day. */

import { loadTexts } from "./i18n";

const styles = new Map<string, Promise<void>>();

/* Adds a style sheet that the page names in a data attribute; done when it applies. */
export function loadStyle(name: "office" | "editor"): Promise<void> {
  let loading = styles.get(name);
  if (!loading) {
    loading = new Promise((resolve, reject) => {
      const link = document.createElement("link");
      link.rel = "stylesheet";
      link.href = document.documentElement.dataset[name === "office" ? "styleOffice" : "styleEditor"] ?? "";
      link.onload = () => resolve();
      link.onerror = () => {
        styles.delete(name);
        link.remove();
        reject(new Error(name));
      };
      document.head.append(link);
    });
    styles.set(name, loading);
  }
  return loading;
}

/*
 * Whether the server was updated since this page came. Names of parts carry a hash of what is in them, and the script that
 * the page began with names all other scripts: after an update at least one of these names leads nowhere.
 */
export async function isUpdated(): Promise<boolean> {
  const { styleOffice = "", styleEditor = "", office = "" } = document.documentElement.dataset;
  const isGone = (path: string) => fetch(path, { method: "HEAD", cache: "no-store" }).then(({ status }) => status === 404, () => false);
  const gone = await Promise.all([import.meta.url, styleOffice, styleEditor, office].map(isGone));
  return gone.includes(true);
}

/* Style and texts of the screens beside the tickets. */
export async function loadOffice(): Promise<void> {
  await Promise.all([loadStyle("office"), loadTexts("office")]);
}
