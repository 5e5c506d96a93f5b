/* Every screen of the settings: where it stands in the list, who may see it, and how it is fetched. */

import type { ComponentType } from "preact";
import type { TextKey } from "../core/i18n";

export const screenGroups = ["you", "team", "promises", "work", "connect", "system"] as const;

export interface Screen {
  /* In the address: /agent/settings/{id}. */
  id: string;
  group: (typeof screenGroups)[number];
  title: TextKey;
  /* One sentence under the title: what it is for. */
  about: TextKey;
  /* Only for administrators. */
  admin: boolean;
  load: () => Promise<ComponentType>;
}

export const screens: readonly Screen[] = [];
