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

export const screens: readonly Screen[] = [
  {
    id: "profile",
    group: "you",
    title: "profile.title",
    about: "profile.about",
    admin: false,
    load: () => import("./profile").then((part) => part.Profile),
  },
  {
    id: "sign_in",
    group: "you",
    title: "profile.sign_in.title",
    about: "profile.sign_in.about",
    admin: false,
    load: () => import("./sign_in").then((part) => part.SignIn),
  },
  {
    id: "notifications",
    group: "you",
    title: "profile.notify.title",
    about: "profile.notify.about",
    admin: false,
    load: () => import("./notifications").then((part) => part.Notifications),
  },
  {
    id: "appearance",
    group: "you",
    title: "profile.look.title",
    about: "profile.look.about",
    admin: false,
    load: () => import("./appearance").then((part) => part.Appearance),
  },
  {
    id: "people",
    group: "team",
    title: "people.title",
    about: "people.about",
    admin: true,
    load: () => import("./people").then((part) => part.People),
  },
  {
    id: "groups",
    group: "team",
    title: "people.group.title",
    about: "people.group.about",
    admin: true,
    load: () => import("./groups").then((part) => part.Groups),
  },
  {
    id: "roles",
    group: "team",
    title: "people.roles.title",
    about: "people.roles.about",
    admin: true,
    load: () => import("./roles").then((part) => part.Roles),
  },
  {
    id: "audit_log",
    group: "system",
    title: "system.log.title",
    about: "system.log.about",
    admin: true,
    load: () => import("./audit_log").then((part) => part.AuditLog),
  },
  {
    id: "health",
    group: "system",
    title: "system.health.title",
    about: "system.health.about",
    admin: true,
    load: () => import("./health").then((part) => part.HealthScreen),
  },
  {
    id: "keys",
    group: "you",
    title: "live.keys.title",
    about: "live.keys.about",
    admin: false,
    load: () => import("./keys").then((part) => part.KeySettings),
  },
  {
    id: "views",
    group: "work",
    title: "queue.views.title",
    about: "queue.views.about",
    admin: false,
    load: () => import("./views").then((part) => part.Views),
  },
  {
    id: "policies",
    group: "promises",
    title: "sla.policies.title",
    about: "sla.policies.about",
    admin: true,
    load: () => import("./policies").then((part) => part.Policies),
  },
  {
    id: "calendars",
    group: "promises",
    title: "sla.calendars.title",
    about: "sla.calendars.about",
    admin: true,
    load: () => import("./calendars").then((part) => part.Calendars),
  },
  {
    id: "macros",
    group: "work",
    title: "rules.title.macro",
    about: "rules.about.macro",
    admin: false,
    load: () => import("./rule_screen").then((part) => part.Macros),
  },
  {
    id: "triggers",
    group: "work",
    title: "rules.title.trigger",
    about: "rules.about.trigger",
    admin: true,
    load: () => import("./rule_screen").then((part) => part.Triggers),
  },
  {
    id: "automations",
    group: "work",
    title: "rules.title.automation",
    about: "rules.about.automation",
    admin: true,
    load: () => import("./rule_screen").then((part) => part.Automations),
  },
  {
    id: "ticket_fields",
    group: "work",
    title: "fields.title",
    about: "fields.about",
    admin: true,
    load: () => import("./ticket_fields").then((part) => part.TicketFields),
  },
  {
    id: "ticket_forms",
    group: "work",
    title: "fields.form.title",
    about: "fields.form.about",
    admin: true,
    load: () => import("./ticket_forms").then((part) => part.TicketForms),
  },
  {
    id: "ticket_statuses",
    group: "work",
    title: "fields.status.title",
    about: "fields.status.about",
    admin: true,
    load: () => import("./ticket_statuses").then((part) => part.TicketStatuses),
  },
  {
    id: "suspended",
    group: "work",
    title: "system.suspended.title",
    about: "system.suspended.about",
    admin: false,
    load: () => import("./put_aside").then((part) => part.SuspendedTickets),
  },
  {
    id: "deleted",
    group: "work",
    title: "system.deleted.title",
    about: "system.deleted.about",
    admin: false,
    load: () => import("./put_aside").then((part) => part.DeletedTickets),
  },
  {
    id: "channels",
    group: "connect",
    title: "system.channel.title",
    about: "system.channel.about",
    admin: true,
    load: () => import("./channels").then((part) => part.Channels),
  },
  {
    id: "tokens",
    group: "connect",
    title: "system.token.title",
    about: "system.token.about",
    admin: false,
    load: () => import("./tokens").then((part) => part.Tokens),
  },
  {
    id: "webhooks",
    group: "connect",
    title: "system.webhook.title",
    about: "system.webhook.about",
    admin: true,
    load: () => import("./webhooks").then((part) => part.Webhooks),
  },
];
