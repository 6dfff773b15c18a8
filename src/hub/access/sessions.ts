// Sign-ins that last: begun, refreshed with a token that is good once, ended for one or all of a person.

import { randomUUID } from "node:crypto";
import { auditStatement } from "../audit/entry.ts";
import { type Database, DatabaseError, type Statement, textListOf, WRONG_ROWS } from "../database/database.ts";
import { newRefreshToken, tokenHash } from "./tokens.ts";

/** A session ends after this long, however often it is refreshed, ms. */
const LONGEST_MS = 30 * 86_400_000;
/** What is over is kept this long for whoever asks what happened, ms. */
const KEPT_MS = 7 * 86_400_000;

export const endSessionsOf = (person: string, at: number, but = ""): Statement => ({
  sql: "update session set revoked_at = $2 where person = $1 and revoked_at is null and id <> $3",
  params: [person, at, but],
});

export interface Begun {
  session: string;
  person: string;
  refreshToken: string;
}

export class Sessions {
  /** @param lifetimeMs how long a refresh token is good */
  constructor(
    private readonly database: Database,
    readonly lifetimeMs: number,
    private readonly now: () => number,
  ) {}

  /** @param how what the log says of it, such as password */
  async begin(
    person: { id: string; name: string },
    how: string,
    client: { address: string; agent: string },
  ): Promise<Begun> {
    const session = randomUUID();
    const refreshToken = newRefreshToken();
    const now = this.now();
    await this.database.batch([
      { sql: "delete from session where expires_at < $1", params: [now - KEPT_MS] },
      {
        sql: "insert into session (id, person, created_at, expires_at, address, agent) values ($1, $2, $3, $4, $5, $6)",
        params: [session, person.id, now, now + this.lifetimeMs, client.address, client.agent.slice(0, 200)],
      },
      { sql: "insert into session_token (hash, session) values ($1, $2)", params: [tokenHash(refreshToken), session] },
      auditStatement({
        at: now,
        actor: person,
        stage: "use",
        action: "session.begin",
        object: `session:${session}`,
        detail: { how, address: client.address },
      }),
    ]);
    return { session, person: person.id, refreshToken };
  }

  /**
   * Spends a refresh token and gives the next.
   * @returns "stolen" when it was spent before: whoever has it is not alone, and the session is over; "none" for any other
   */
  async refresh(token: string): Promise<Begun | "stolen" | "none"> {
    const now = this.now();
    const hash = tokenHash(token);
    const [known] = await this.database.query<{ session: string; person: string; spent_at: number | null }>(
      `select t.session, s.person, t.spent_at from session_token t join session s on s.id = t.session
         where t.hash = $1 and s.revoked_at is null and s.expires_at > $2`,
      [hash, now],
    );
    if (!known) return "none";
    const { session, person } = known;
    const refreshToken = newRefreshToken();
    try {
      if (known.spent_at !== null) throw new DatabaseError("spent", WRONG_ROWS, 0);
      await this.database.batch([
        {
          sql: "update session_token set spent_at = $2 where hash = $1 and spent_at is null returning hash",
          params: [hash, now],
          rows: 1,
        },
        {
          sql: "update session set expires_at = least($2, created_at + $3) where id = $1 and revoked_at is null returning id",
          params: [session, now + this.lifetimeMs, LONGEST_MS],
          rows: 1,
        },
        {
          sql: "insert into session_token (hash, session) values ($1, $2)",
          params: [tokenHash(refreshToken), session],
        },
      ]);
      return { session, person, refreshToken };
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== WRONG_ROWS) throw error;
      if (error.at > 0) return "none";
      await this.end(session, person, "a refresh token came twice");
      return "stolen";
    }
  }

  async end(session: string, person: string, why: string): Promise<void> {
    const now = this.now();
    await this.database.batch([
      { sql: "update session set revoked_at = $2 where id = $1 and revoked_at is null", params: [session, now] },
      auditStatement({
        at: now,
        actor: { id: person, name: person },
        stage: "use",
        action: "session.end",
        object: `session:${session}`,
        detail: { why },
      }),
    ]);
  }

  /** Of these sessions the ones that hold, with whose they are. */
  async living(sessions: readonly string[]): Promise<Map<string, string>> {
    if (sessions.length === 0) return new Map();
    const rows = await this.database.query<{ id: string; person: string }>(
      `select id, person from session where id = any(($1::text)::text[]) and revoked_at is null and expires_at > $2`,
      [textListOf(sessions), this.now()],
    );
    return new Map(rows.map(({ id, person }) => [id, person]));
  }
}
