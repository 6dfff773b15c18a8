// The field room's service worker: the room opens without network from the build it was installed with, tiles from what this person has seen.

import { whoIsKept } from "./kept.ts";
import { isForGood, mayKeep, SHELL, sceneCacheOf, wayOf } from "./ways.ts";

/** Written in when the app is built: what the shell is made of, and a name for just that. */
declare const BUILD: { version: string; files: readonly string[]; entry: readonly string[] };
const { version, files, entry } = BUILD;

/** From the page: what it had loaded before this worker was there; whether a worker that waits may take over. */
export type ToServiceWorker = { type: "warm"; urls: readonly string[] } | { type: "take"; chunk: string | null };

const worker = self as unknown as ServiceWorkerGlobalScope;
const SHELL_CACHE = `${SHELL}${version}`;
const PAGE = "/field";
/** After this long without an answer the page opens as it is kept, ms. */
const PATIENCE_MS = 5000;
/** Tiles kept; the oldest go in steps. */
const [TILES_KEPT, TILES_STEP] = [1500, 50];

/** A cache that has a page is whole: the page is put in last, and only if it is of this build. */
async function install(): Promise<void> {
  const page = await fetch(PAGE, { cache: "reload" });
  const html = await page.clone().text();
  if (!page.ok || !entry.every((name) => html.includes(name))) throw new Error("the hub serves another build");
  const cache = await caches.open(SHELL_CACHE);
  await cache.addAll(files);
  await cache.put(PAGE, page);
}

async function activate(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== SHELL_CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The hub's page while there is a hub: never an old build when a newer one can be had. */
async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELL_CACHE)).match(PAGE);
  const asked = fetch(request).catch(() => undefined);
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE_MS));
  const answer = await (kept ? Promise.race([asked, late]) : asked);
  return (answer && answer.status < 500 ? answer : (kept ?? answer)) ?? Response.error();
}

/** What a build made never changes under its name. */
async function shell(request: Request): Promise<Response> {
  const cache = await caches.open(SHELL_CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (mayKeep(answer)) await cache.put(request, answer.clone()).catch(() => undefined);
  return answer;
}

async function scene(request: Request): Promise<Response> {
  const who = await whoIsKept().catch(() => null);
  if (!who) return fetch(request);
  const cache = await caches.open(sceneCacheOf(who.person));
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && isForGood(kept)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.status >= 500 && kept) return kept;
    if (mayKeep(answer)) await keepTile(who.person, request, answer.clone()).catch(() => undefined);
    // What one may no longer see is not seen without network either.
    else if (answer.status < 500) await cache.delete(request, { ignoreVary: true });
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

let put = 0;
async function keepTile(person: string, request: Request, answer: Response): Promise<void> {
  // Somebody else may have signed in while it was on its way: then it is nobody's.
  if ((await whoIsKept())?.person !== person) return;
  const cache = await caches.open(sceneCacheOf(person));
  await cache.put(request, answer);
  if (++put % TILES_STEP !== 0) return;
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - TILES_KEPT))) await cache.delete(key);
}

async function warm(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const request = new Request(url);
    const way = wayOf(request, worker.location.origin);
    if (way === "shell") await shell(request).catch(() => undefined);
    if (way === "scene") await scene(request).catch(() => undefined);
  }
}

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const way = wayOf(request, worker.location.origin);
  if (way === "page") event.respondWith(page(request));
  else if (way === "shell") event.respondWith(shell(request));
  else if (way === "scene") event.respondWith(scene(request));
});
worker.addEventListener("message", (event) => {
  const message = event.data as ToServiceWorker;
  if (message.type === "warm") event.waitUntil(warm(message.urls));
  // A page of the new build needs no permission; one of an old build gives it.
  else if (message.chunk === null || files.includes(new URL(message.chunk).pathname))
    event.waitUntil(worker.skipWaiting());
});
