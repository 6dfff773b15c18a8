// What the feeds dialog asks of the hub.

import { askHub, sendHub } from "../api.ts";

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

export const fetchUnmapped = (): Promise<{ dropped: number; topics: UnmappedTopic[] }> => askHub("/api/unmapped");
export const fetchFeeds = (): Promise<FeedInForce[]> => askHub("/api/feeds");
export const tryFeed = (feed: unknown, topic: string, payload: string): Promise<{ readings: TriedReading[] }> =>
  sendHub("POST", "/api/feeds/try", { feed, topic, payload });
export const addFeed = (feed: unknown): Promise<void> => sendHub("POST", "/api/feeds", { feed });
export const removeFeed = (id: string): Promise<void> => sendHub("DELETE", `/api/feeds/${encodeURIComponent(id)}`);
