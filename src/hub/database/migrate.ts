// Brings the database's tables up to date, step by step; safe when several hubs start at once.

import type { Database } from "./database.ts";
import { STEPS } from "./steps.ts";

/** Held to the end of a transaction; any number that nobody else uses. */
const LOCK = "select pg_advisory_xact_lock(7941)";

/**
 * @param upTo step to stop at, for a backup of an older hub that is brought up to date once it is restored
 * @throws Error when the database is of a newer hub
 */
export async function migrate(database: Database, upTo = STEPS.length): Promise<void> {
  await database.batch([
    { sql: LOCK },
    { sql: "create table if not exists schema_migration (step int primary key, at bigint not null)" },
  ]);
  const [{ step }] = await database.query<{ step: number }>(
    "select coalesce(max(step), 0)::int as step from schema_migration",
  );
  if (step > STEPS.length)
    throw new Error(`the database is of a newer hub (schema ${step}, this one knows ${STEPS.length}) → update the hub`);
  for (let next = step + 1; next <= upTo; next++) {
    try {
      await database.batch([
        // Of two hubs that start at once the second waits for the lock, and then fails by the number.
        { sql: LOCK },
        { sql: "insert into schema_migration values ($1, $2)", params: [next, Date.now()] },
        ...STEPS[next - 1].map((sql) => ({ sql })),
      ]);
    } catch (error) {
      const [{ done }] = await database.query<{ done: boolean }>(
        "select exists (select 1 from schema_migration where step = $1) as done",
        [next],
      );
      if (!done) throw error;
    }
  }
}
