// Which of the field room's requests its service worker takes in hand, and what of them it may keep: pure.

/** page: the room itself; shell: what the build made; scene: tiles and tables of the city; null: none of its business. */
export type Way = "page" | "shell" | "scene" | null;

type Asked = Pick<Request, "url" | "method" | "mode" | "headers">;

/** The page keeps these itself, together with the values that belong to them. */
const KEPT_BY_PAGE = /^\/scene\/[^/]+\/(?:nodes\.bin|built\.json)$/;

/** The API, the link and other hosts are never touched. @param origin of the worker */
export function wayOf({ url, method, mode, headers }: Asked, origin: string): Way {
  const { origin: from, pathname } = new URL(url);
  if (method !== "GET" || from !== origin) return null;
  if (mode === "navigate") return /^\/field\/?$/.test(pathname) ? "page" : null;
  // A part of a file is no file.
  if (headers.has("range")) return null;
  if (/^\/(?:assets|cesium)\//.test(pathname)) return "shell";
  return pathname.startsWith("/scene/") && !KEPT_BY_PAGE.test(pathname) ? "scene" : null;
}

/** Whether an answer may be kept: whole, good, and not one the hub wants forgotten. */
export const mayKeep = ({ status, type, headers }: Pick<Response, "status" | "type" | "headers">): boolean =>
  status === 200 && type === "basic" && !/\bno-store\b/i.test(headers.get("cache-control") ?? "");

/** Whether an answer holds for good under its address. */
export const isForGood = ({ headers }: Pick<Response, "headers">): boolean =>
  /\bimmutable\b/i.test(headers.get("cache-control") ?? "");

export const SHELL = "yiwang-shell-";
export const SCENE = "yiwang-scene-";
/** Where one person's tiles are kept. */
export const sceneCacheOf = (person: string): string => `${SCENE}${encodeURIComponent(person)}`;
