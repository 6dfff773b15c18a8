// Masked fields seen for a purpose and a time: asked for, written down, over by itself.

import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Actor } from "../../twin/access/actor.ts";
import { addRoute } from "../api/api.ts";
import { auditStatement } from "../audit/entry.ts";
import { once } from "../command/once.ts";
import type { HubContext } from "../context.ts";

/** How long a field may be seen, ms. */
export const REVEAL_MS = 10 * 60_000;

const reveal = z.object({
  object: z.string().min(1).max(120).describe("such as case:20261127-0001"),
  field: z.string().min(1).max(80),
  purpose: z.string().trim().min(4).max(400).describe("why it must be seen; goes into the log"),
  key: z.string().min(8).max(80).describe("idempotency key"),
});
const revealed = z.object({ object: z.string(), field: z.string(), expiresAt: z.number() });

export class Reveals {
  constructor(private readonly context: HubContext) {}

  addRoutes(app: FastifyInstance): void {
    const { database } = this.context;
    addRoute(app, {
      method: "POST",
      path: "/reveals",
      summary: "See a masked field for ten minutes, for a purpose that is written down",
      tag: "city",
      permission: "data.reveal",
      body: reveal,
      answer: revealed,
      handle: async ({ actor, body: { object, field, purpose, key } }) => {
        const at = this.context.now();
        const { result } = await once(database, actor, key, { reveal: object, field, purpose }, at, async () => ({
          statements: [
            {
              sql: "insert into reveal (person, object, field, purpose, at, expires_at) values ($1, $2, $3, $4, $5, $6)",
              params: [actor.id, object, field, purpose, at, at + REVEAL_MS],
            },
            auditStatement({ at, actor, stage: "use", action: "data.reveal", object, detail: { field, purpose } }),
          ],
          result: { object, field, expiresAt: at + REVEAL_MS },
        }));
        return result;
      },
    });
  }

  /**
   * Whether somebody may see a field of an object now. Whether they may see the object, and reveal anything in its place,
   * is asked by whoever has the object. @param now ms since 1970
   */
  async isRevealed(actor: Pick<Actor, "id" | "grants">, object: string, field: string, now: number): Promise<boolean> {
    if (!actor.grants.some(({ permissions }) => permissions.has("data.reveal"))) return false;
    const rows = await this.context.database.query(
      "select 1 from reveal where person = $1 and object = $2 and field = $3 and at <= $4 and expires_at > $4 limit 1",
      [actor.id, object, field, now],
    );
    return rows.length > 0;
  }
}
