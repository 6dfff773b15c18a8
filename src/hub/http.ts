// The HTTP side of the one port: the web app, the scene's files, a small API, health, and the upgrade to MQTT over WebSocket.

import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import fastifyStatic from "@fastify/static";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createWebSocketStream, WebSocketServer } from "ws";
import type { Actor } from "../twin/access/actor.ts";
import type { Sight, Sights } from "../twin/access/sight.ts";
import type { Asking } from "./access/directory.ts";
import { addGuard, needs, sightOf } from "./access/guard.ts";
import { isOwnPage } from "./access/origin.ts";
import { gradeOfReference, type SceneFiles, sceneFor } from "./access/sceneFiles.ts";
import { answerErrors } from "./api/errors.ts";
import { describeApi } from "./api/openApi.ts";
import { notThere } from "./api/refusal.ts";
import type { BuiltScene } from "./builtScene.ts";
import type { HubPart } from "./context.ts";
import { addFeedRoutes, type FeedParts } from "./feedRoutes.ts";
import type { History } from "./history/history.ts";
import { addHistoryRoutes } from "./historyRoutes.ts";
import type { HubReferences } from "./references.ts";
import { HUB_VERSION } from "./version.ts";

/** What the server serves; everything live is asked for when needed. */
export interface HttpParts {
  built: BuiltScene;
  appDir: string;
  /** What each person may see, and the scene's files as they may have them. */
  sights: Sights;
  files: SceneFiles;
  api: ApiAnswers;
  /** The hub's memory; without it questions to it are refused. */
  history?: History;
  /** How feeds are tried, added and removed; without it they are not. */
  feeds?: FeedParts;
  /** Layers of other hosts; without, the page may ask none. */
  references?: HubReferences;
  /** Who asks; null for a stranger. */
  identify(asking: Asking): Promise<Actor | null>;
  /** Parts of the hub with routes of their own. */
  areas: readonly HubPart[];
  log(text: string): void;
  /** A browser of somebody opened /mqtt. */
  browser(stream: Duplex, request: IncomingMessage, actor: Actor): void;
}

/** Answers of the API; undefined means 404. */
export interface ApiAnswers {
  /** @param sees whether a slot may be known of; what may not is not there */
  recent(slotOrCode: { slot?: number; code?: string }, sees: (slot: number) => boolean): unknown | undefined;
  unmapped(): unknown;
  feeds(): unknown;
  time(): unknown;
  diagnostics(): unknown;
  health(): { ok: boolean };
}

export { isOwnPage } from "./access/origin.ts";

/** Paths of the three rooms: the web app answers for them and for nothing else it does not hold as a file. */
export const APP_ROUTES = ["/", "/wall", "/plan", "/field"] as const;

const HASHED = /[.-][A-Za-z0-9_-]{8,}\.(?:js|css|woff2?|png|svg|wasm|json)$/;
const YEAR = "public, max-age=31536000, immutable";
const REVALIDATE = "no-cache";

/** Cesium's engine needs WebAssembly and blob workers, no eval (its optional widgets would: knockout bindings). */
const HEADERS: Record<string, string> = {
  "content-security-policy": [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' data: blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
  "cross-origin-opener-policy": "same-origin",
};

/** Cesium asks for tiles by connection and by image. @param origins other hosts the scene's references name */
const headersFor = (origins: readonly string[]): Record<string, string> => {
  const others = origins.map((origin) => ` ${origin}`).join("");
  const policy = HEADERS["content-security-policy"]
    .replace("img-src 'self'", `img-src 'self'${others}`)
    .replace("connect-src 'self'", `connect-src 'self'${others}`);
  return { ...HEADERS, "content-security-policy": policy };
};

export async function buildHttp(parts: HttpParts): Promise<FastifyInstance> {
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    // A proxy on this machine may say for whom it asks; nobody else may.
    trustProxy: "loopback",
    routerOptions: { ignoreTrailingSlash: true },
  });
  const headers = headersFor(parts.references?.origins ?? []);
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(headers);
  });
  answerErrors(app, parts.log);
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({ error: `nothing at ${request.url.split("?")[0].slice(0, 200)}` });
  });
  addGuard(app, ({ headers, socket }) => parts.identify({ headers, remoteAddress: socket.remoteAddress }));
  await describeApi(app, HUB_VERSION);
  for (const part of parts.areas) await part.addRoutes(app);
  addApi(app, parts);
  if (parts.feeds) addFeedRoutes(app, parts.feeds);
  addHistoryRoutes(app, parts.history, parts.built.nodes, parts.sights);
  const secrets = parts.references?.tokens ?? {};
  app.get("/api/references", { preHandler: needs("city.see") }, (request, reply) => {
    const sight = sightOf(parts.sights, request);
    return reply.header("cache-control", "no-store").send({ tokens: tokensFor(parts, sight, secrets) });
  });
  await addFiles(app, parts);
  addUpgrade(app, parts);
  return app;
}

/** Keys of the layers somebody sees. */
function tokensFor({ references }: HttpParts, sight: Sight, tokens: Readonly<Record<string, string>>) {
  const grades = new Map(references?.list.map(({ spec }) => [spec.id, gradeOfReference(spec)]));
  return Object.fromEntries(Object.entries(tokens).filter(([id]) => sight.seesLayer(grades.get(id) ?? 1)));
}

function addApi(app: FastifyInstance, { api, built, sights }: HttpParts): void {
  const answer = (reply: FastifyReply, body: unknown): FastifyReply =>
    reply.header("cache-control", "no-store").send(body);
  const seen = { preHandler: needs("city.see") };
  const setUp = { preHandler: needs("hub.see", "feed.change") };
  app.get("/api/scene", seen, (request, reply) =>
    reply.header("cache-control", "private, no-cache").send(sceneFor(built, sightOf(sights, request))),
  );
  const recent = (request: FastifyRequest, reply: FastifyReply, slot: number | undefined, code: string | undefined) => {
    const sight = sightOf(sights, request);
    const samples = api.recent(code === undefined ? { slot } : { code }, (at) => sight.sees(at));
    if (samples === undefined)
      throw notThere(`monitoring point ${(code ?? slot ?? "(write ?code=…)").toString().slice(0, 80)}`);
    return answer(reply, samples);
  };
  app.get<{ Params: { slot: string }; Querystring: { code?: string } }>(
    "/api/nodes/:slot/recent",
    seen,
    (request, reply) =>
      recent(
        request,
        reply,
        /^\d{1,9}$/.test(request.params.slot) ? Number(request.params.slot) : undefined,
        request.query.code,
      ),
  );
  app.get<{ Querystring: { code?: string } }>("/api/nodes/recent", seen, (request, reply) =>
    recent(request, reply, undefined, request.query.code),
  );
  app.get("/api/unmapped", setUp, (_request, reply) => answer(reply, api.unmapped()));
  app.get("/api/feeds", setUp, (_request, reply) => answer(reply, api.feeds()));
  app.get("/api/time", seen, (_request, reply) => answer(reply, api.time()));
  app.get("/api/diagnostics", { preHandler: needs("hub.see") }, (_request, reply) => answer(reply, api.diagnostics()));
  app.get("/healthz", (_request, reply) => {
    const health = api.health();
    return answer(reply.code(health.ok ? 200 : 503), health);
  });
}

async function addFiles(app: FastifyInstance, { files, appDir }: HttpParts): Promise<void> {
  await files.addRoutes(app);
  if (!existsSync(join(appDir, "index.html"))) {
    for (const route of APP_ROUTES)
      app.get(route, (_request, reply) =>
        reply.code(503).type("text/plain").send("The web app is not built yet. Build it with: npm run build\n"),
      );
    return;
  }
  await app.register(fastifyStatic, {
    root: appDir,
    prefix: "/",
    decorateReply: false,
    preCompressed: true,
    index: false,
    dotfiles: "deny",
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header("cache-control", HASHED.test(path.replace(/\.(?:br|gz)$/, "")) ? YEAR : REVALIDATE);
    },
  });
  for (const route of APP_ROUTES)
    app.get(route, (_request, reply) => reply.header("cache-control", REVALIDATE).sendFile("index.html", appDir));
}

function addUpgrade(app: FastifyInstance, parts: HttpParts): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1 << 20,
    handleProtocols: (offered) => (offered.has("mqtt") ? "mqtt" : offered.has("mqttv3.1") ? "mqttv3.1" : false),
  });
  app.server.on("upgrade", (request, socket, head) => {
    if (request.url?.split("?")[0] !== "/mqtt") {
      socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
      return;
    }
    if (!isOwnPage(request)) {
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
      return;
    }
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
    socket.on("error", () => undefined);
    parts.identify({ headers: request.headers, remoteAddress: request.socket.remoteAddress }).then(
      (actor) => {
        if (!actor) return refuse("401 Unauthorized");
        if (!actor.grants.some(({ permissions }) => permissions.has("city.see"))) return refuse("403 Forbidden");
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          const stream = createWebSocketStream(webSocket);
          stream.on("error", () => undefined);
          parts.browser(stream, request, actor);
        });
      },
      (error: Error) => {
        parts.log(`/mqtt: ${error.message}`);
        refuse("503 Service Unavailable");
      },
    );
  });
  app.addHook("preClose", async () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
}
