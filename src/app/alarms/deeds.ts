// The deeds a person may do to alarms: what each needs, asks and sends.

import type { Permission } from "../../twin/access/permissions.ts";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";
import type { DeedPath } from "./api.ts";

export interface DeedChoice {
  /** alarms.deed.ID in the page's words. */
  id: string;
  path: DeedPath;
  permission: Permission;
  /** What is asked first: nothing, words, or a time besides. */
  asks: "nothing" | "text" | "reason" | "time";
  more?: Record<string, unknown>;
  /** Whether it makes sense for an alarm as it is. */
  fits(alarm: AlarmRow): boolean;
}

const open = ({ endedAt }: AlarmRow): boolean => endedAt === null;

export const DEED_CHOICES: readonly DeedChoice[] = [
  {
    id: "acknowledge",
    path: "acknowledge",
    permission: "alarm.acknowledge",
    asks: "nothing",
    fits: (alarm) => open(alarm) && !alarm.acknowledged,
  },
  {
    id: "shelve",
    path: "shelve",
    permission: "alarm.shelve",
    asks: "time",
    fits: (alarm) => open(alarm) && alarm.shelvedUntil === null,
  },
  {
    id: "unshelve",
    path: "unshelve",
    permission: "alarm.shelve",
    asks: "nothing",
    fits: (alarm) => open(alarm) && alarm.shelvedUntil !== null,
  },
  {
    id: "reset",
    path: "reset",
    permission: "alarm.configure",
    asks: "reason",
    fits: (alarm) => open(alarm) && alarm.latched && !alarm.active,
  },
  {
    id: "suppress",
    path: "suppress",
    permission: "alarm.configure",
    asks: "reason",
    more: { on: true },
    fits: (alarm) => open(alarm) && !alarm.suppressed,
  },
  {
    id: "unsuppress",
    path: "suppress",
    permission: "alarm.configure",
    asks: "reason",
    more: { on: false },
    fits: (alarm) => open(alarm) && alarm.suppressed,
  },
  {
    id: "outOfService",
    path: "out-of-service",
    permission: "alarm.configure",
    asks: "reason",
    more: { on: true },
    fits: (alarm) => open(alarm) && !alarm.outOfService,
  },
  {
    id: "inService",
    path: "out-of-service",
    permission: "alarm.configure",
    asks: "reason",
    more: { on: false },
    fits: (alarm) => open(alarm) && alarm.outOfService,
  },
  { id: "comment", path: "comment", permission: "alarm.acknowledge", asks: "text", fits: () => true },
];
