// A database that counts what is asked of it: statements, and how often somebody waits for its answer; and keeps the transactions that write.

import type { Database, Row, Statement } from "../../src/hub/database/database.ts";

export interface Counted {
  database: Database;
  /** Statements, begin and commit of transactions among them. */
  statements: number;
  /** Asked and answered: what a deed waits for. */
  waits: number;
  /** Statements of every transaction that was done, in the order they were done. */
  kept: (readonly Statement[])[];
}

export function countedDatabase(inner: Database): Counted {
  const counted: Counted = {
    statements: 0,
    waits: 0,
    kept: [],
    database: {
      kind: inner.kind,
      query<T = Row>(sql: string, params?: Statement["params"]): Promise<T[]> {
        counted.statements++;
        counted.waits++;
        return inner.query<T>(sql, params);
      },
      async batch(statements) {
        const isAlone = statements.length === 1 && statements[0].rows === undefined;
        counted.statements += isAlone ? 1 : statements.length + 2;
        counted.waits++;
        const rows = await inner.batch(statements);
        if (!isAlone) counted.kept.push(statements);
        return rows;
      },
      close: () => inner.close(),
    },
  };
  return counted;
}
