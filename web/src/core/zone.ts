/* The zone in which times are shown, also in reports: that of this device. */

export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
