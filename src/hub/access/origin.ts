// Where a request comes from: a page of this hub or another's, this very machine or the network.

import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { Refusal } from "../api/refusal.ts";

const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

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

/** @throws Refusal 403 for a command that a page of another site sends */
export function refuseOtherSites(request: { method: string; headers: IncomingHttpHeaders }): void {
  if (SAFE_METHODS.has(request.method)) return;
  const site = request.headers["sec-fetch-site"];
  const foreign = site !== undefined && site !== "same-origin" && site !== "none";
  if (isOwnPage(request) && !(foreign && request.headers.origin === undefined)) return;
  throw new Refusal(403, "other-site", "this comes from a page of another site → open the hub's own page");
}

/** Whether a name or address to listen on is this machine's alone. */
export const isLoopback = (host: string): boolean => LOOPBACK_NAMES.has(host.toLowerCase());

/**
 * Whether a request comes from this machine and means it: the name it asks for is a loopback name (a page of another site
 * whose name was made to point here says its own name), and no proxy has carried it here for somebody else.
 */
export function isOfThisMachine(headers: IncomingHttpHeaders, remoteAddress: string | undefined): boolean {
  const carried = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
  if (carried.some((name) => headers[name] !== undefined)) return false;
  const from = (remoteAddress ?? "").replace(/^::ffff:/, "");
  if (!from.startsWith("127.") && from !== "::1") return false;
  const name = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  return LOOPBACK_NAMES.has(name);
}

/** Whether the page was asked for over TLS, here or at the proxy. */
export const isSecure = (request: Pick<IncomingMessage, "headers">): boolean =>
  String(request.headers["x-forwarded-proto"] ?? "")
    .split(",")[0]
    .trim() === "https";
