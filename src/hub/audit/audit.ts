// The audit log over HTTP: searched, verified and taken home by whoever may, within the places they may.

import type { FastifyInstance } from "fastify";
import { type Actor, may, pathRange, placePath, scopesOf } from "../../twin/access/actor.ts";
import { type AuditSearch, auditAnswer, auditPage, auditSearch, auditVerdict } from "../../twin/access/auditShapes.ts";
import type { Permission } from "../../twin/access/permissions.ts";
import { addRoute } from "../api/api.ts";
import { notAllowed } from "../api/refusal.ts";
import type { HubContext, HubPart } from "../context.ts";
import type { SealedEntry } from "./chain.ts";
import { auditStatement } from "./entry.ts";
import { headsFile, Sealer, verify } from "./sealer.ts";

const MOST_EXPORTED = 100_000;
const EXPORT_PAGE = 2000;
const CSV_COLUMNS = [
  "position",
  "at",
  "person",
  "name",
  "stage",
  "action",
  "object",
  "place",
  "detail",
  "hash",
] as const;

export class Audit implements HubPart {
  readonly sealer: Sealer;
  private readonly heads: string;

  constructor(private readonly context: HubContext) {
    this.heads = headsFile(context.dataDir, context.scene.id);
    this.sealer = new Sealer(context.database, this.heads, () => context.now(), context.log);
  }

  addRoutes(app: FastifyInstance): void {
    addRoute(app, {
      method: "GET",
      path: "/audit",
      summary: "Entries of the audit log, newest first",
      tag: "audit",
      permission: "audit.see",
      query: auditPage,
      answer: auditAnswer,
      handle: async ({ actor, query }) => {
        const { before, limit, ...search } = query;
        await this.sealer.seal();
        const entries = await this.find(actor, "audit.see", search, before, limit);
        return { entries, next: entries.length === limit ? entries[limit - 1].position : null };
      },
    });

    addRoute(app, {
      method: "GET",
      path: "/audit/verify",
      summary: "Whether the log is what was sealed",
      tag: "audit",
      permission: "audit.see",
      answer: auditVerdict,
      handle: async ({ actor }) => {
        this.wholeCity(actor, "audit.see");
        await this.sealer.seal();
        return verify(this.context.database, this.heads);
      },
    });

    addRoute(app, {
      method: "GET",
      path: "/audit/export",
      summary: `Entries as CSV, at most ${MOST_EXPORTED}`,
      tag: "audit",
      permission: "audit.export",
      query: auditSearch,
      handle: async ({ actor, query, reply }) => {
        const { database } = this.context;
        await database.batch([
          auditStatement({
            at: this.context.now(),
            actor,
            stage: "provide",
            action: "audit.export",
            object: "audit",
            detail: query,
          }),
        ]);
        await this.sealer.seal();
        const lines = [CSV_COLUMNS.join(",")];
        for (let before: number | undefined; lines.length <= MOST_EXPORTED; ) {
          const page = await this.find(actor, "audit.export", query, before, EXPORT_PAGE);
          for (const entry of page) lines.push(CSV_COLUMNS.map((column) => cell(columnOf(entry, column))).join(","));
          if (page.length < EXPORT_PAGE) break;
          before = page[page.length - 1].position;
        }
        return reply
          .type("text/csv; charset=utf-8")
          .header("content-disposition", 'attachment; filename="audit.csv"')
          .send(`\ufeff${lines.join("\r\n")}\r\n`);
      },
    });
  }

  /** @throws Refusal 403 for who may do it in a part of the city only */
  private wholeCity(actor: Actor, permission: Permission): void {
    if (!may(actor, permission, this.context.nodes, { slot: 0 })) throw notAllowed(permission);
  }

  private find(
    actor: Actor,
    permission: Permission,
    search: AuditSearch,
    before: number | undefined,
    limit: number,
  ): Promise<SealedEntry[]> {
    const { nodes, database } = this.context;
    const params: (string | number)[] = [];
    const value = (given: string | number): string => `$${params.push(given)}`;
    const within = (path: string): string => {
      const [from, to] = pathRange(path);
      return `(place >= ${value(from)} and place < ${value(to)})`;
    };
    const conditions: string[] = [];
    const { person, stage, action, object, place, from, to } = search;
    // Who may see it for the whole city also sees what belongs to no place.
    if (!may(actor, permission, nodes, { slot: 0 })) {
      const scopes = scopesOf(actor, permission, nodes).map(({ path }) => within(path));
      conditions.push(scopes.length > 0 ? `(${scopes.join(" or ")})` : "false");
    }
    if (person !== undefined) conditions.push(`(person = ${value(person)} or name = ${value(person)})`);
    if (stage !== undefined) conditions.push(`stage = ${value(stage)}`);
    if (action?.endsWith(".")) conditions.push(`starts_with(action, ${value(action)})`);
    else if (action !== undefined) conditions.push(`action = ${value(action)}`);
    if (object !== undefined) conditions.push(`object = ${value(object)}`);
    if (place !== undefined) {
      const slot = nodes.slotOf(place);
      conditions.push(slot < 0 ? "false" : within(placePath(nodes, slot)));
    }
    if (from !== undefined) conditions.push(`at >= ${value(from)}`);
    if (to !== undefined) conditions.push(`at <= ${value(to)}`);
    if (before !== undefined) conditions.push(`position < ${value(before)}`);
    const where = conditions.length > 0 ? `where ${conditions.join(" and ")}` : "";
    return database.query<SealedEntry>(
      `select ${CSV_COLUMNS.join(", ")} from audit ${where} order by position desc limit ${value(limit)}`,
      params,
    );
  }

  close(): Promise<void> {
    return this.sealer.close();
  }
}

const columnOf = (entry: SealedEntry, column: (typeof CSV_COLUMNS)[number]): string =>
  column === "at" ? new Date(entry.at).toISOString() : String(entry[column]);

/** One cell of a CSV: quoted, and never taken for a formula by a spreadsheet. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
