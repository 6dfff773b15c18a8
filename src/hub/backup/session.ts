// One session of the database for as long as a backup or a restore takes: everything in it is one transaction.

import pg from "pg";
import { type Database, databaseErrorOf, plainParams, type Statement, schemaOf } from "../database/database.ts";

export interface Session {
  query<T>(sql: string, params?: Statement["params"]): Promise<T[]>;
  close(): Promise<void>;
}

/** PGlite has one session anyway; PostgreSQL gives one of its own. */
export async function openSession(database: Database, sceneId: string, databaseUrl?: string): Promise<Session> {
  if (!databaseUrl) return { query: (sql, params) => database.query(sql, params), close: async () => undefined };
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: "yiwang-backup",
    options: `-c search_path="${schemaOf(sceneId)}"`,
  });
  await client.connect();
  return {
    async query<T>(sql: string, params: Statement["params"] = []) {
      try {
        return (await client.query(sql, plainParams(params))).rows as T[];
      } catch (error) {
        throw databaseErrorOf(error, 0);
      }
    },
    close: () => client.end(),
  };
}
