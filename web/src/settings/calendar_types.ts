/* Calendars as the API has them ("schedules"). */

import type { Interval } from "./week_model";

export interface Schedule {
  id: number;
  name: string;
  time_zone: string;
  version: number;
  intervals: Interval[];
}
