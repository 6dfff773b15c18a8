// Planners' scenarios at the hub: kept with every version, seen and changed by who may where they lie, written into the log.

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Actor, may, placePath, scopesOf } from "../../twin/access/actor.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import {
  type Position,
  type ScenarioBody,
  type ScenarioHead,
  type ScenarioInfo,
  scenarioBody,
  scenarioChange,
  scenarioDeletion,
  scenarioInfo,
  scenarioList,
  scenarioSave,
  scenarioVersions,
} from "../../twin/scenarios/shapes.ts";
import { addRoute } from "../api/api.ts";
import { notAllowed, notThere, Refusal } from "../api/refusal.ts";
import { auditStatement } from "../audit/entry.ts";
import { Places } from "../cases/places.ts";
import { once } from "../command/once.ts";
import type { HubContext, HubPart } from "../context.ts";
import { DatabaseError, WRONG_ROWS } from "../database/database.ts";

interface Row {
  id: number;
  name: string;
  place: string;
  path: string;
  version: number;
  createdAt: number;
  changedAt: number;
  changedBy: string;
}

const COLUMNS = `id::float8 as id, name, place, path, version, created_at::float8 as "createdAt",
  changed_at::float8 as "changedAt", changed_by as "changedBy"`;
/** A large scenario: 500 massings of 500 corners are refused long before. */
const BODY_LIMIT = 2 * 1024 * 1024;
const LISTED = 200;
const idOf = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const versionOf = z.object({
  version: z.coerce
    .number()
    .int()
    .positive()
    .max(2 ** 31 - 1)
    .optional(),
});

export class Scenarios implements HubPart {
  private readonly places: Places;

  constructor(private readonly context: HubContext) {
    this.places = new Places(context.nodes);
  }

  /** Where a scenario lies: the innermost place that holds all its positions, or the place given while it has none. */
  private placeOf(body: ScenarioBody, given: string): { slot: number; place: string; path: string } {
    const { nodes } = this.context;
    const at: Position[] = [
      ...[...body.plots, ...body.massings].flatMap(({ outline }) => outline),
      ...body.notes.map((note) => note.at),
    ];
    let common: number[] | null = null;
    for (const [lon, lat] of at) {
      const path = nodes.pathTo(nodes.slotOf(this.places.of({ lon, lat }).place));
      const apart: number = common?.findIndex((one, i) => path[i] !== one) ?? -1;
      common = common === null ? path : apart < 0 ? common : common.slice(0, apart);
    }
    const slot = common?.at(-1) ?? nodes.slotOf(given);
    if (slot < 0 || slot >= nodes.placeCount)
      throw new Refusal(422, "unknown-place", "no place has this code → look it up", { place: given.slice(0, 64) });
    return { slot, place: nodes.columns.code[slot], path: placePath(nodes, slot) };
  }

  private allows(actor: Actor, permission: Permission, place: string): boolean {
    const slot = this.context.nodes.slotOf(place);
    return slot >= 0 && may(actor, permission, this.context.nodes, { slot });
  }

  private headOf(actor: Actor, { path: _, ...row }: Row): ScenarioHead {
    return { ...row, mayEdit: this.allows(actor, "scenario.edit", row.place) };
  }

  /** @throws Refusal 404 when it is not there or not theirs to see */
  private async row(actor: Actor, id: number): Promise<Row> {
    const [row] = await this.context.database.query<Row>(
      `select ${COLUMNS} from scenario where id = $1 and removed_at is null`,
      [id],
    );
    if (!row || !this.allows(actor, "scenario.see", row.place)) throw notThere("this scenario");
    return row;
  }

  async list(actor: Actor): Promise<ScenarioHead[]> {
    const scopes = scopesOf(actor, "scenario.see", this.context.nodes);
    if (scopes.length === 0) return [];
    const rows = await this.context.database.query<Row>(
      `select ${COLUMNS} from scenario where removed_at is null
        and (${scopes.map((_, i) => `starts_with(path, $${i + 1})`).join(" or ")}) order by changed_at desc limit ${LISTED}`,
      scopes.map(({ path }) => path),
    );
    return rows.map((row) => this.headOf(actor, row));
  }

  /** @param version of the body; without it the last */
  async read(actor: Actor, id: number, version?: number): Promise<ScenarioInfo> {
    const row = await this.row(actor, id);
    const shown = version ?? row.version;
    const [kept] = await this.context.database.query<{ body: string; name: string }>(
      "select body, name from scenario_version where scenario = $1 and version = $2",
      [id, shown],
    );
    if (!kept) throw notThere("this version");
    return { ...this.headOf(actor, row), shown, name: kept.name, body: scenarioBody.parse(JSON.parse(kept.body)) };
  }

  async create(actor: Actor, { key, ...given }: z.output<typeof scenarioSave>): Promise<ScenarioInfo> {
    const { name, body, remark } = given;
    const { slot, place, path } = this.placeOf(body, given.place);
    if (!may(actor, "scenario.edit", this.context.nodes, { slot })) throw notAllowed("scenario.edit");
    const { database } = this.context;
    const at = this.context.now();
    const { result } = await once(database, actor, key, { scenario: given }, at, async () => {
      // The number is taken beforehand, so that the answer can be kept with the deed.
      const [{ id }] = await database.query<{ id: number }>(
        "select nextval(pg_get_serial_sequence('scenario', 'id'))::float8 as id",
      );
      return {
        statements: [
          {
            sql: `insert into scenario (id, name, place, path, version, created_at, changed_at, changed_by)
              values ($1, $2, $3, $4, 1, $5, $5, $6)`,
            params: [id, name, place, path, at, actor.name],
          },
          this.versionStatement(actor, id, 1, at, name, remark, body),
          this.auditOf(actor, at, "scenario.create", id, path, { name, remark }),
        ],
        result: { id },
      };
    });
    return this.read(actor, result.id);
  }

  /** @throws Refusal 409 with the newer head when somebody else has changed it since */
  async change(
    actor: Actor,
    id: number,
    { key, version, ...given }: z.output<typeof scenarioChange>,
  ): Promise<ScenarioInfo> {
    const { name, body, remark } = given;
    const row = await this.row(actor, id);
    const { slot, place, path } = this.placeOf(body, given.place);
    if (!this.allows(actor, "scenario.edit", row.place) || !may(actor, "scenario.edit", this.context.nodes, { slot }))
      throw notAllowed("scenario.edit");
    const at = this.context.now();
    await this.first(id, actor, () =>
      once(this.context.database, actor, key, { scenario: id, version, ...given }, at, async () => ({
        statements: [
          {
            sql: `update scenario set name = $3, place = $4, path = $5, version = version + 1, changed_at = $6, changed_by = $7
              where id = $1 and version = $2 and removed_at is null returning id`,
            params: [id, version, name, place, path, at, actor.name],
            rows: 1,
          },
          this.versionStatement(actor, id, version + 1, at, name, remark, body),
          this.auditOf(actor, at, "scenario.change", id, path, { name, remark, version: version + 1 }),
        ],
        result: {},
      })),
    );
    return this.read(actor, id);
  }

  async remove(actor: Actor, id: number, { key, version }: z.output<typeof scenarioDeletion>): Promise<void> {
    const at = this.context.now();
    const row = await this.row(actor, id);
    if (!this.allows(actor, "scenario.edit", row.place)) throw notAllowed("scenario.edit");
    await this.first(id, actor, () =>
      once(this.context.database, actor, key, { scenario: id, version, remove: true }, at, async () => ({
        statements: [
          {
            sql: "update scenario set removed_at = $3 where id = $1 and version = $2 and removed_at is null returning id",
            params: [id, version, at],
            rows: 1,
          },
          this.auditOf(actor, at, "scenario.remove", id, row.path, { name: row.name }),
        ],
        result: {},
      })),
    );
  }

  async versions(actor: Actor, id: number) {
    await this.row(actor, id);
    return this.context.database.query<{ version: number; at: number; by: string; remark: string }>(
      `select version, at::float8 as at, by_name as by, remark from scenario_version where scenario = $1 order by version desc`,
      [id],
    );
  }

  /** Turns "somebody was first" into a refusal that brings who it was. */
  private async first(id: number, actor: Actor, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== WRONG_ROWS) throw error;
      const newer = this.headOf(actor, await this.row(actor, id));
      throw new Refusal(
        409,
        "stale-version",
        `changed by ${newer.changedBy} meanwhile, version ${newer.version} → look at theirs, then save again`,
        { version: newer.version, by: newer.changedBy },
        { scenario: newer },
      );
    }
  }

  private versionStatement(
    actor: Actor,
    id: number,
    version: number,
    at: number,
    name: string,
    remark: string,
    body: ScenarioBody,
  ) {
    return {
      sql: `insert into scenario_version (scenario, version, at, person, by_name, name, remark, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      params: [id, version, at, actor.id, actor.name, name, remark, JSON.stringify(body)],
    };
  }

  private auditOf(
    actor: Actor,
    at: number,
    action: string,
    id: number,
    place: string,
    detail: Record<string, unknown>,
  ) {
    return auditStatement({ at, actor, stage: "process", action, object: `scenario:${id}`, place, detail });
  }

  addRoutes(app: FastifyInstance): void {
    const tag = "scenarios" as const;
    addRoute(app, {
      method: "GET",
      path: "/scenarios",
      summary: "Scenarios of places one may see, last changed first",
      tag,
      permission: "scenario.see",
      answer: scenarioList,
      handle: async ({ actor }) => ({ scenarios: await this.list(actor) }),
    });
    addRoute(app, {
      method: "POST",
      path: "/scenarios",
      summary: "Keep a new scenario",
      tag,
      permission: "scenario.edit",
      body: scenarioSave,
      answer: scenarioInfo,
      bodyLimit: BODY_LIMIT,
      handle: ({ actor, body }) => this.create(actor, body),
    });
    addRoute(app, {
      method: "GET",
      path: "/scenarios/:id",
      summary: "One scenario, as it is or as it was",
      tag,
      permission: "scenario.see",
      params: idOf,
      query: versionOf,
      answer: scenarioInfo,
      handle: ({ actor, params, query }) => this.read(actor, params.id, query.version),
    });
    addRoute(app, {
      method: "PUT",
      path: "/scenarios/:id",
      summary: "Change a scenario: a new version; earlier ones stay",
      tag,
      permission: "scenario.edit",
      params: idOf,
      body: scenarioChange,
      answer: scenarioInfo,
      bodyLimit: BODY_LIMIT,
      handle: ({ actor, params, body }) => this.change(actor, params.id, body),
    });
    addRoute(app, {
      method: "DELETE",
      path: "/scenarios/:id",
      summary: "Take a scenario away; the log keeps that it was",
      tag,
      permission: "scenario.edit",
      params: idOf,
      body: scenarioDeletion,
      handle: ({ actor, params, body }) => this.remove(actor, params.id, body),
    });
    addRoute(app, {
      method: "GET",
      path: "/scenarios/:id/versions",
      summary: "Every version of a scenario, newest first",
      tag,
      permission: "scenario.see",
      params: idOf,
      answer: scenarioVersions,
      handle: async ({ actor, params }) => ({ versions: await this.versions(actor, params.id) }),
    });
  }

  async close(): Promise<void> {}
}
