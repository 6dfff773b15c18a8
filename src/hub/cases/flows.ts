// The flows cases go by: the newest of the scene for new cases, and every version a case began with, kept in the database.

import type { CaseCatalogue } from "../../twin/cases/catalogue.ts";
import { type Flow, flow as flowSchema } from "../../twin/cases/flow.ts";
import type { Database } from "../database/database.ts";

export class Flows {
  private readonly kept = new Map<string, Flow>();

  private constructor(
    private readonly database: Database,
    private readonly newest: ReadonlyMap<string, Flow>,
  ) {}

  /** @throws Error when a flow was changed without a new version while cases go by the old one */
  static async open(database: Database, { flows }: CaseCatalogue): Promise<Flows> {
    const opened = new Flows(database, flows);
    for (const flow of flows.values()) {
      const body = JSON.stringify(flow);
      await database.query("insert into flow_version (id, version, body) values ($1, $2, $3) on conflict do nothing", [
        flow.id,
        flow.version,
        body,
      ]);
      const kept = await opened.of(flow.id, flow.version);
      if (JSON.stringify(kept) === body) continue;
      const [{ used }] = await database.query<{ used: boolean }>(
        "select exists (select 1 from city_case where flow = $1 and flow_version = $2) as used",
        [flow.id, flow.version],
      );
      if (used)
        throw new Error(
          `the flow ${flow.id} has changed, but is still version ${flow.version} that cases go by → give it a new version`,
        );
      await database.query("update flow_version set body = $3 where id = $1 and version = $2", [
        flow.id,
        flow.version,
        body,
      ]);
      opened.kept.delete(`${flow.id} ${flow.version}`);
    }
    return opened;
  }

  /** The one new cases go by. */
  now(id: string): Flow | undefined {
    return this.newest.get(id);
  }

  /** @throws Error when the version is not known */
  async of(id: string, version: string): Promise<Flow> {
    const key = `${id} ${version}`;
    const known = this.kept.get(key);
    if (known) return known;
    const [row] = await this.database.query<{ body: string }>(
      "select body from flow_version where id = $1 and version = $2",
      [id, version],
    );
    if (!row) throw new Error(`no flow ${key} in the database`);
    const flow = flowSchema.parse(JSON.parse(row.body));
    this.kept.set(key, flow);
    return flow;
  }
}
