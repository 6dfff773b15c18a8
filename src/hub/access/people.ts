// People as the database keeps them: made, changed, found. Every change is one transaction with its entry in the audit log.

import { randomUUID } from "node:crypto";
import type { Actor } from "../../twin/access/actor.ts";
import type { PersonInfo } from "../../twin/access/shapes.ts";
import type { GrantSpec } from "../../twin/scene/access.ts";
import { Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import {
  type Database,
  DatabaseError,
  type Statement,
  textListOf,
  UNIQUE_VIOLATION,
  WRONG_ROWS,
} from "../database/database.ts";
import { endSessionsOf } from "./sessions.ts";

/** Held while people change, so that two cannot each take the other's administrator away. */
const LOCK: Statement = { sql: "select pg_advisory_xact_lock(7942)" };

export interface Person extends PersonInfo {
  password: string | null;
  lastKey: string;
}

interface PersonRow {
  id: string;
  login: string;
  name: string;
  password: string | null;
  subject: string | null;
  enabled: boolean;
  must_change: boolean;
  version: number;
  last_key: string;
  created_at: number;
  grants: PersonInfo["grants"] | string;
}

const SELECT = `select p.*, coalesce((select json_agg(json_build_object(
    'role', g.role, 'place', g.place, 'unit', g.unit, 'clearance', g.clearance) order by g.id)
  from grant_of_person g where g.person = p.id), '[]') as grants from person p`;

const personOf = (row: PersonRow): Person => ({
  id: row.id,
  login: row.login,
  name: row.name,
  enabled: row.enabled,
  mustChange: row.must_change,
  oidc: row.subject !== null,
  version: row.version,
  createdAt: row.created_at,
  grants: typeof row.grants === "string" ? JSON.parse(row.grants) : row.grants,
  password: row.password,
  lastKey: row.last_key,
});

/** Names are told apart without regard to case and form. */
export const loginOf = (text: string): string => text.trim().normalize("NFKC").toLowerCase();

export interface PersonChange {
  name?: string;
  enabled?: boolean;
  /** Hashed. */
  password?: string;
  mustChange?: boolean;
  grants?: readonly GrantSpec[];
}

export class People {
  /** @param city code of the whole city @param administrators roles that may manage people */
  constructor(
    private readonly database: Database,
    private readonly city: string,
    private readonly administrators: readonly string[],
    private readonly now: () => number,
  ) {}

  async list(): Promise<Person[]> {
    return (await this.database.query<PersonRow>(`${SELECT} order by login`)).map(personOf);
  }

  byId = (id: string): Promise<Person | undefined> => this.one("id", id);
  byLogin = (login: string): Promise<Person | undefined> => this.one("login", loginOf(login));
  /** By what the organisation's own sign-in calls them. */
  bySubject = (subject: string): Promise<Person | undefined> => this.one("subject", subject);

  private async one(column: "id" | "login" | "subject", value: string): Promise<Person | undefined> {
    const [row] = await this.database.query<PersonRow>(`${SELECT} where p.${column} = $1`, [value]);
    return row && personOf(row);
  }

  async isEmpty(): Promise<boolean> {
    return (await this.database.query("select 1 from person limit 1")).length === 0;
  }

  /** @throws Refusal 409 when the login is taken */
  async add(
    actor: Actor | null,
    person: {
      key: string;
      login: string;
      name: string;
      password: string | null;
      subject?: string;
      mustChange: boolean;
      grants: readonly GrantSpec[];
    },
  ): Promise<Person> {
    const [before] = await this.database.query<PersonRow>(`${SELECT} where p.last_key = $1`, [person.key]);
    if (before) return personOf(before);
    const id = randomUUID();
    const login = loginOf(person.login);
    try {
      await this.database.batch([
        {
          sql: `insert into person (id, login, name, password, subject, enabled, must_change, version, last_key, created_at)
            values ($1, $2, $3, $4, $5, true, $6, 1, $7, $8)`,
          params: [
            id,
            login,
            person.name,
            person.password,
            person.subject ?? null,
            person.mustChange,
            person.key,
            this.now(),
          ],
        },
        ...this.grantStatements(id, person.grants),
        auditStatement({
          at: this.now(),
          actor,
          stage: "collect",
          action: "people.add",
          object: `person:${id}`,
          detail: { login, grants: person.grants },
        }),
      ]);
    } catch (error) {
      if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION)
        throw new Refusal(409, "login-taken", `the name ${login} is taken → choose another`, { login });
      throw error;
    }
    return (await this.byId(id)) as Person;
  }

  /**
   * Changes a person. Their sessions end when they are disabled, get a new password or other grants.
   * @throws Refusal 409 when somebody was first, 422 when nobody would be left to manage people
   */
  async change(actor: Actor | null, id: string, version: number, key: string, change: PersonChange): Promise<Person> {
    const { name = null, enabled = null, password = null, mustChange = null, grants } = change;
    const ends = enabled === false || password !== null || grants !== undefined;
    const statements: Statement[] = [
      LOCK,
      {
        sql: `update person set name = coalesce($3, name), enabled = coalesce($4, enabled),
            password = coalesce($5, password), must_change = coalesce($6, must_change), version = version + 1, last_key = $7
          where id = $1 and version = $2 returning id`,
        params: [id, version, name, enabled, password, mustChange, key],
        rows: 1,
      },
      ...(grants
        ? [{ sql: "delete from grant_of_person where person = $1", params: [id] }, ...this.grantStatements(id, grants)]
        : []),
      ...(ends ? [endSessionsOf(id, this.now())] : []),
      auditStatement({
        at: this.now(),
        actor,
        stage: "process",
        action: "people.change",
        object: `person:${id}`,
        detail: {
          ...(name === null ? {} : { name }),
          ...(enabled === null ? {} : { enabled }),
          ...(password === null ? {} : { password: "new" }),
          ...(grants ? { grants } : {}),
        },
      }),
      // Last, so that its place in the batch tells what was wrong.
      {
        sql: `select p.id from person p where p.enabled and exists (select 1 from grant_of_person g
            where g.person = p.id and g.place = $1 and g.unit is null and g.role = any(($2::text)::text[])) limit 1`,
        params: [this.city, textListOf(this.administrators)],
        rows: 1,
      },
    ];
    try {
      await this.database.batch(statements);
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== WRONG_ROWS) throw error;
      if (error.at !== 1)
        throw new Refusal(
          422,
          "last-administrator",
          "nobody would be left to manage people → make another administrator first",
        );
      const now = await this.byId(id);
      if (now?.lastKey === key) return now;
      throw new Refusal(
        409,
        "stale-version",
        "somebody has changed this person → look again",
        {},
        { person: now?.version },
      );
    }
    return (await this.byId(id)) as Person;
  }

  private grantStatements(person: string, grants: readonly GrantSpec[]): Statement[] {
    return grants.map(({ role, place, unit, clearance }) => ({
      sql: "insert into grant_of_person (person, role, place, unit, clearance) values ($1, $2, $3, $4, $5)",
      params: [person, role, place ?? this.city, unit ?? null, clearance],
    }));
  }
}
