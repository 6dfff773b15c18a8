// The tables of alarms and everything that was done to them.

export const ALARM_TABLES: readonly string[] = [];
