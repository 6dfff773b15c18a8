// What the field room keeps on the device to open without network: one person's at a time, in IndexedDB; gone when another signs in or this one out.

import type { DBSchema } from "idb";
import { deviceTable } from "../deviceTable.ts";
import { SCENE, sceneCacheOf } from "./ways.ts";

export const DATABASE = "yiwang-kept";
/** Whose everything else is. */
const WHO = "who";
/** Cases are kept as they were last opened; the oldest beyond this many go. */
const CASES_KEPT = 60;

/** One thing kept, with whose it is and when the hub told it, ms since 1970. */
export interface Kept<T> {
  person: string;
  at: number;
  value: T;
}

interface Schema extends DBSchema {
  kept: { key: string; value: Kept<unknown> };
}

const database = deviceTable<Schema>(DATABASE, 1, (db) => {
  db.createObjectStore("kept");
});

/** Whose things are kept here, with what was said of them; null for nobody's. @throws DOMException where the browser keeps nothing */
export async function whoIsKept<T>(): Promise<Kept<T> | null> {
  return ((await (await database()).get("kept", WHO)) as Kept<T> | undefined) ?? null;
}

/** Deletes the tiles of everybody, or of everybody else. */
async function forgetTiles(but?: string): Promise<void> {
  if (!("caches" in globalThis)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(SCENE));
  await Promise.all(
    names.filter((name) => but === undefined || name !== sceneCacheOf(but)).map((name) => caches.delete(name)),
  );
}

/** From now on it is this person's; what was anybody else's is gone when it resolves. */
export async function keepFor(person: string, info: unknown): Promise<void> {
  const change = (await database()).transaction("kept", "readwrite");
  const before = await change.store.get(WHO);
  if (before?.person !== person) await change.store.clear();
  await change.store.put({ person, at: Date.now(), value: info }, WHO);
  await change.done;
  await forgetTiles(person);
}

/** Nothing of anybody is left. */
export async function forget(): Promise<void> {
  await (await database()).clear("kept");
  await forgetTiles();
}

/** Keeps one thing, if what is kept here is still this person's. */
export async function keep(person: string, key: string, value: unknown, at = Date.now()): Promise<void> {
  const change = (await database()).transaction("kept", "readwrite");
  if ((await change.store.get(WHO))?.person === person) {
    await change.store.put({ person, at, value }, key);
    if (key.startsWith("case ")) await dropOldest(change.store);
  }
  await change.done;
}

interface Store {
  getAllKeys(range: IDBKeyRange): Promise<string[]>;
  get(key: string): Promise<Kept<unknown> | undefined>;
  delete(key: string): Promise<void>;
}

async function dropOldest(store: Store): Promise<void> {
  const keys = await store.getAllKeys(IDBKeyRange.bound("case ", "case!", false, true));
  if (keys.length <= CASES_KEPT) return;
  const ages = await Promise.all(keys.map(async (key) => ({ key, at: (await store.get(key))?.at ?? 0 })));
  ages.sort((a, b) => a.at - b.at);
  for (const { key } of ages.slice(0, keys.length - CASES_KEPT)) await store.delete(key);
}

/** One thing as it was kept for this person; null when there is none. */
export async function recall<T>(person: string, key: string): Promise<Kept<T> | null> {
  const found = (await (await database()).get("kept", key)) as Kept<T> | undefined;
  return found?.person === person ? found : null;
}

/** Takes one thing out: the hub no longer gives it. */
export async function drop(key: string): Promise<void> {
  await (await database()).delete("kept", key);
}
