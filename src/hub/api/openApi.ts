// The API's description, made of the routes' own words: /api/openapi.json for programs, /api/docs for people.

import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";

/** Before any route is added. @param version of the hub */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "一网 yiwang",
        version,
        description:
          "Times are ms since 1970. Every command that changes something takes an idempotency key: sent again with the same key it is done once and answered the same. Refusals are {error, code, params}.",
      },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: "/api/docs",
    staticCSP: false,
    uiConfig: { docExpansion: "none" },
  });
  app.get("/api/openapi.json", { schema: { hide: true } }, () => app.swagger());
}
