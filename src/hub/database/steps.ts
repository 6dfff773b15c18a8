// Every step of the database's tables, in the order they came to be. A step once released is never changed; a new one is added at the end.

import { ACCESS_TABLES } from "../access/tables.ts";
import { ALARM_PLACE_INDEX, ALARM_TABLES } from "../alarms/tables.ts";
import { AUDIT_TABLES } from "../audit/tables.ts";
import { CASE_ASSET_TABLES, CASE_TABLES, TALLY_LANES } from "../cases/tables.ts";
import { COMMAND_TABLES } from "../command/tables.ts";
import { HISTORY_STEPS } from "../history/schema.ts";
import { INDICATOR_TABLES } from "../indicators/tables.ts";
import { SCENARIO_TABLES } from "../scenarios/tables.ts";

export const STEPS: readonly (readonly string[])[] = [
  ...HISTORY_STEPS,
  AUDIT_TABLES,
  COMMAND_TABLES,
  ACCESS_TABLES,
  ALARM_TABLES,
  CASE_TABLES,
  INDICATOR_TABLES,
  CASE_ASSET_TABLES,
  ALARM_PLACE_INDEX,
  SCENARIO_TABLES,
  TALLY_LANES,
];
