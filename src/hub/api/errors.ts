// Every failure of a request as one shape: {error, code, params}; what is the hub's own fault is told in the log alone.

import type { FastifyError, FastifyInstance } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { Refusal } from "./refusal.ts";

export function answerErrors(app: FastifyInstance, log: (text: string) => void): void {
  app.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
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
    const status = error.statusCode ?? 500;
    if (status >= 500) log(`${request.method} ${request.url.split("?")[0]} failed: ${error.stack ?? error.message}`);
    return reply.code(status).send({ error: status < 500 ? error.message : "the hub failed to answer" });
  });
}
