// The tables of cases, their tasks and everything that was done to them.

export const CASE_TABLES: readonly string[] = [];
