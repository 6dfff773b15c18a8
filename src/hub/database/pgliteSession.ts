// Speaks to PGlite in the words of PostgreSQL's protocol: the statements of a transaction go in as one message, and texts that come again stay parsed and planned.

import { type PGlite, protocol } from "@electric-sql/pglite";
import { checkRows, type DatabaseError, databaseErrorOf, plainParams, type Row, type Statement } from "./database.ts";

const { serialize } = protocol;

/** What PGlite answers, as far as it is looked at. */
interface Message {
  name: string;
  /** Of a rowDescription its columns, of a dataRow its cells. */
  fields?: unknown;
}

interface Column {
  name: string;
  dataTypeID: number;
}

/** Statements that are in one message, and what came of each until one failed. */
interface Sent {
  results: Row[][];
  error?: DatabaseError;
}

export class PgliteSession {
  /** Names of texts that are kept parsed. */
  private readonly kept = new Map<string, string>();
  private names = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly database: PGlite) {}

  /** All statements in one transaction, after whatever was asked before. @throws DatabaseError */
  run(statements: readonly Statement[]): Promise<Row[][]> {
    const result = this.last.then(() => this.transaction(statements));
    this.last = result.catch(() => undefined);
    return result;
  }

  private async transaction(statements: readonly Statement[]): Promise<Row[][]> {
    const isAlone = statements.length === 1 && statements[0].rows === undefined;
    const { results, error } = await this.send(statements, isAlone ? [] : [serialize.query("begin")]);
    if (isAlone) {
      if (error) throw error;
      return results;
    }
    try {
      // In their order: what brought other rows than it must is told, not what then failed because of it.
      results.forEach((rows, at) => {
        checkRows(statements[at], rows, at);
      });
      if (error) throw error;
    } catch (failure) {
      await this.database.execProtocol(serialize.query("rollback"), { throwOnError: false });
      throw failure;
    }
    try {
      await this.database.execProtocol(serialize.query("commit"));
    } catch (failure) {
      throw databaseErrorOf(failure, statements.length);
    }
    return results;
  }

  private async send(statements: readonly Statement[], before: readonly Uint8Array[]): Promise<Sent> {
    const parsed: (string | undefined)[] = [];
    const pieces = [...before];
    for (const { sql, params = [], kept } of statements) {
      let name = kept ? this.kept.get(sql) : "";
      if (name === undefined || name === "") {
        name = kept ? `kept_${++this.names}` : "";
        parsed.push(kept ? name : undefined);
        pieces.push(serialize.parse({ name, text: sql }));
        // Twice in one message: the second finds it parsed.
        if (kept) this.kept.set(sql, name);
      }
      const values = plainParams(params).map((value) => (value === null ? null : String(value)));
      pieces.push(
        serialize.bind({ statement: name, values }),
        serialize.describe({ type: "P" }),
        serialize.execute({}),
      );
    }
    pieces.push(serialize.sync());
    const { messages } = await this.database.execProtocol(joined(pieces), { throwOnError: false });
    return this.read(messages as unknown as Message[], before.length, parsed);
  }

  /** @param queries simple ones that were sent first @param parsed names in the order they were sent to be parsed */
  private read(messages: readonly Message[], queries: number, parsed: readonly (string | undefined)[]): Sent {
    const results: Row[][] = [];
    let columns: Column[] = [];
    let rows: Row[] = [];
    let done = 0;
    let isParsed = 0;
    let error: DatabaseError | undefined;
    for (const message of messages)
      switch (message.name) {
        case "parseComplete":
          isParsed++;
          break;
        case "rowDescription":
          columns = message.fields as Column[];
          break;
        case "noData":
          columns = [];
          break;
        case "dataRow":
          rows.push(this.rowOf(columns, message.fields as (string | null)[]));
          break;
        case "commandComplete":
        case "emptyQuery":
          if (done++ >= queries) results.push(rows);
          rows = [];
          break;
        case "error":
          error ??= databaseErrorOf(message, results.length);
          break;
      }
    // What was not parsed, for what came before had failed, is not kept.
    const lost = new Set(parsed.slice(isParsed));
    if (error) for (const [sql, name] of this.kept) if (lost.has(name)) this.kept.delete(sql);
    return error ? { results, error } : { results };
  }

  private rowOf(columns: readonly Column[], cells: readonly (string | null)[]): Row {
    const row: Row = {};
    const { parsers } = this.database;
    for (let i = 0; i < columns.length; i++) {
      const { name, dataTypeID } = columns[i];
      const cell = cells[i];
      const parse = parsers[dataTypeID];
      row[name] = cell === null || parse === undefined ? cell : parse(cell, dataTypeID);
    }
    return row;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
