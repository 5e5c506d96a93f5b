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

/* Style and texts of the screens beside the tickets. */
export async function loadOffice(): Promise<void> {
  await Promise.all([loadStyle("office"), loadTexts("office")]);
}
