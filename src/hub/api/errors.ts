// Every failure of a request as one shape: {error, code, params}; what is the hub's own fault is told in the log alone.

import type { FastifyError, FastifyInstance } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { DatabaseError } from "../database/database.ts";
import { Refusal } from "./refusal.ts";

/** Codes of the database for a zero byte in a text and a number out of range: whoever sent them is at fault. */
const UNKEEPABLE: ReadonlySet<string> = new Set(["22021", "22003"]);

export function answerErrors(app: FastifyInstance, log: (text: string) => void): void {
  app.setErrorHandler((error: FastifyError | Refusal | DatabaseError, request, reply) => {
    if (error instanceof Refusal) {
      const { statusCode, code, message, params, more } = error;
      return reply.code(statusCode).send({ error: message, code, params, ...more });
    }
    if (hasZodFastifySchemaValidationErrors(error)) {
      const [first] = error.validation;
      const where = `${error.validationContext ?? "body"}${first.instancePath.replaceAll("/", ".")}`;
      const message = `${where}: ${first.message ?? "is not as asked"} → see /api/docs`;
      return reply.code(400).send({ error: message, code: "bad-input", params: { where } });
    }
    if (error instanceof DatabaseError && UNKEEPABLE.has(error.code)) {
      const message = "a text or number is none that can be kept → take out zero bytes and numbers without end";
      return reply.code(400).send({ error: message, code: "bad-input", params: { where: "body" } });
    }
    const status = (error as FastifyError).statusCode ?? 500;
    if (status >= 500) log(`${request.method} ${request.url.split("?")[0]} failed: ${error.stack ?? error.message}`);
    return reply.code(status).send({ error: status < 500 ? error.message : "the hub failed to answer" });
  });
}
