// What the feeds dialog asks of the hub.

export interface UnmappedTopic {
  topic: string;
  code: string | null;
  reason: string;
  count: number;
  payload: string;
  lastTime: number;
}

export interface FeedInForce {
  id: string;
  name: { zh: string; en?: string };
  convention: string;
  topic: string;
  origin: string;
  added: boolean;
  messages: number;
  readings: number;
  errors: number;
  unknownNodes: number;
  unknownUnits: number;
  lastMessageTime: number | null;
  skewMs: number | null;
  faults: { topic: string; count: number; reason: string; lastTime: number }[];
}

export interface TriedReading {
  code: string;
  value: number;
  time: number | null;
  unit: string | null;
  refused: string | null;
}

/** @throws Error in the hub's own words */
async function asked<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, { cache: "no-store", ...init });
  if (response.status === 204) return undefined as T;
  const body = (await response.json().catch(() => ({}))) as T & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `${response.status} ${response.statusText}`);
  return body;
}

const posted = (body: unknown, key?: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key.trim()}` } : {}) },
  body: JSON.stringify(body),
});

export const fetchUnmapped = (): Promise<{ dropped: number; topics: UnmappedTopic[] }> => asked("/api/unmapped");
export const fetchFeeds = (): Promise<FeedInForce[]> => asked("/api/feeds");
export const tryFeed = (feed: unknown, topic: string, payload: string): Promise<{ readings: TriedReading[] }> =>
  asked("/api/feeds/try", posted({ feed, topic, payload }));
export const addFeed = (feed: unknown, key: string): Promise<void> => asked("/api/feeds", posted({ feed }, key));
export const removeFeed = (id: string, key: string): Promise<void> =>
  asked(`/api/feeds/${encodeURIComponent(id)}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${key.trim()}` },
  });
