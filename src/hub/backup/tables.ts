// Which tables a backup holds, in an order that respects what refers to what, and the columns that can be written.

import { DAY_MS } from "../history/schema.ts";
import type { Session } from "./session.ts";

/** Readings and what is made of them: by far the most, and left out unless they are asked for. */
const READINGS: ReadonlySet<string> = new Set([
  "observation",
  "observation_1m",
  "observation_1h",
  "late_minute",
  "rolled",
]);
/** The steps of the schema are made, not restored. */
const MADE: ReadonlySet<string> = new Set(["schema_migration"]);
/** A new database has rows in these from the start. */
export const SEEDED: ReadonlySet<string> = new Set(["last_value_behind"]);

export interface Table {
  name: string;
  columns: string[];
}

/** Those that are referred to first. */
export async function tablesOf(session: Session, readings: boolean): Promise<Table[]> {
  const names = (
    await session.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relnamespace = current_schema()::regnamespace
        and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
    )
  )
    .map(({ name }) => name)
    .filter((name) => !MADE.has(name) && (readings || !READINGS.has(name)));
  const links = await session.query<{ from: string; to: string }>(
    `select a.relname as "from", b.relname as "to" from pg_constraint k
      join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
      where k.contype = 'f' and a.relnamespace = current_schema()::regnamespace`,
  );
  const columns = await session.query<{ table: string; column: string }>(
    `select table_name::text as "table", column_name::text as "column" from information_schema.columns
      where table_schema = current_schema() and is_generated = 'NEVER' order by ordinal_position`,
  );
  const ordered: string[] = [];
  const visit = (name: string, above: readonly string[]): void => {
    if (ordered.includes(name) || above.includes(name) || !names.includes(name)) return;
    for (const { from, to } of links) if (from === name) visit(to, [...above, name]);
    ordered.push(name);
  };
  for (const name of names) visit(name, []);
  return ordered.map((name) => ({
    name,
    columns: columns.filter(({ table }) => table === name).map(({ column }) => column),
  }));
}

/** Starts of the days that readings have partitions for, ms. */
export async function readingDays(session: Session): Promise<number[]> {
  const bounds = await session.query<{ bound: string }>(
    `select pg_get_expr(c.relpartbound, c.oid) as bound from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'observation'::regclass`,
  );
  return bounds
    .map(({ bound }) => Number(bound.match(/FROM \('?(-?\d+)/)?.[1]))
    .filter((start) => Number.isSafeInteger(start) && start % DAY_MS === 0);
}

/** A name of the database's own as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
