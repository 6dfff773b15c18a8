// The HTTP side of the one port: the web app, the scene's files, a small API, health, and the upgrade to MQTT over WebSocket.

import { existsSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import fastifyStatic from "@fastify/static";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createWebSocketStream, WebSocketServer } from "ws";
import type { Actor } from "../twin/access/actor.ts";
import { answerErrors } from "./api/errors.ts";
import { describeApi } from "./api/openApi.ts";
import type { HubPart } from "./context.ts";
import { addFeedRoutes, type FeedParts } from "./feedRoutes.ts";
import type { History } from "./history/history.ts";
import { addHistoryRoutes } from "./historyRoutes.ts";
import type { HubReferences } from "./references.ts";
import { HUB_VERSION } from "./version.ts";

/** What the server serves; everything live is asked for when needed. */
export interface HttpParts {
  sceneDir: string;
  sceneId: string;
  sceneHash: string;
  appDir: string;
  api: ApiAnswers;
  /** The hub's memory; without it questions to it are refused. */
  history?: History;
  slotOf?: (code: string) => number;
  /** How feeds are tried, added and removed; without it they are not. */
  feeds?: FeedParts;
  /** Layers of other hosts; without, the page may ask none. */
  references?: HubReferences;
  /** Who asks; null for a stranger. */
  identify(request: FastifyRequest): Actor | null | Promise<Actor | null>;
  /** Parts of the hub with routes of their own. */
  areas: readonly HubPart[];
  log(text: string): void;
  /** A browser opened /mqtt. */
  browser(stream: Duplex, request: IncomingMessage): void;
}

/** Answers of the API; undefined means 404. */
export interface ApiAnswers {
  scene(): unknown;
  recent(slotOrCode: { slot?: number; code?: string }): unknown | undefined;
  unmapped(): unknown;
  feeds(): unknown;
  time(): unknown;
  diagnostics(): unknown;
  health(): { ok: boolean };
}

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
  const app = Fastify({ logger: false, forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } });
  const headers = headersFor(parts.references?.origins ?? []);
  app.addHook("onRequest", async (_request, reply) => {
    reply.headers(headers);
  });
  answerErrors(app, parts.log);
  app.setNotFoundHandler((request, reply) => {
    reply.code(404).send({ error: `nothing at ${request.url.split("?")[0].slice(0, 200)}` });
  });
  app.decorateRequest("actor", null);
  app.addHook("onRequest", async (request) => {
    request.actor = await parts.identify(request);
  });
  await describeApi(app, HUB_VERSION);
  for (const part of parts.areas) await part.addRoutes(app);
  addApi(app, parts.api);
  if (parts.feeds) addFeedRoutes(app, parts.feeds);
  addHistoryRoutes(app, parts.history, parts.slotOf ?? (() => -1));
  app.get("/api/references", (_request, reply) =>
    reply.header("cache-control", "no-store").send({ tokens: parts.references?.tokens ?? {} }),
  );
  await addFiles(app, parts);
  addUpgrade(app, parts);
  return app;
}

function addApi(app: FastifyInstance, api: ApiAnswers): void {
  const answer = (reply: FastifyReply, body: unknown): FastifyReply =>
    reply.header("cache-control", "no-store").send(body);
  app.get("/api/scene", (_request, reply) => reply.header("cache-control", REVALIDATE).send(api.scene()));
  app.get<{ Params: { slot: string }; Querystring: { code?: string } }>("/api/nodes/:slot/recent", (request, reply) => {
    const { code } = request.query;
    const slot = /^\d{1,9}$/.test(request.params.slot) ? Number(request.params.slot) : undefined;
    const samples = api.recent(code === undefined ? { slot } : { code });
    if (samples !== undefined) return answer(reply, samples);
    return reply.code(404).send({ error: `no monitoring point ${code ?? request.params.slot}` });
  });
  app.get<{ Querystring: { code?: string } }>("/api/nodes/recent", (request, reply) => {
    const samples = api.recent({ code: request.query.code ?? "" });
    if (samples !== undefined) return answer(reply, samples);
    return reply.code(404).send({ error: `no monitoring point ${request.query.code ?? "(write ?code=…)"}` });
  });
  app.get("/api/unmapped", (_request, reply) => answer(reply, api.unmapped()));
  app.get("/api/feeds", (_request, reply) => answer(reply, api.feeds()));
  app.get("/api/time", (_request, reply) => answer(reply, api.time()));
  app.get("/api/diagnostics", (_request, reply) => answer(reply, api.diagnostics()));
  app.get("/healthz", (_request, reply) => {
    const health = api.health();
    return answer(reply.code(health.ok ? 200 : 503), health);
  });
}

async function addFiles(app: FastifyInstance, { sceneDir, sceneId, sceneHash, appDir }: HttpParts): Promise<void> {
  await app.register(fastifyStatic, {
    root: sceneDir,
    prefix: `/scene/${sceneId}/`,
    preCompressed: true,
    index: false,
    dotfiles: "deny",
    cacheControl: false,
    setHeaders: (reply) => {
      const { v } = reply.request.query as { v?: string };
      const versioned = v !== undefined && v !== "" && (v === sceneHash || (v.length >= 8 && sceneHash.startsWith(v)));
      reply.header("cache-control", versioned ? YEAR : REVALIDATE);
    },
  });
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

/**
 * Whether a WebSocket comes from a page of this hub. Browsers let any page open a WebSocket anywhere and only say whose it is
 * (Origin); what is no browser says nothing and is let through. Behind a proxy the public name is in X-Forwarded-Host.
 */
export function isOwnPage(request: Pick<IncomingMessage, "headers">): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined) return true;
  const forwarded = request.headers["x-forwarded-host"];
  const own = typeof forwarded === "string" ? forwarded : host;
  return URL.canParse(origin) && new URL(origin).host === own;
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
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const stream = createWebSocketStream(webSocket);
      stream.on("error", () => undefined);
      parts.browser(stream, request);
    });
  });
  app.addHook("preClose", async () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  });
}
