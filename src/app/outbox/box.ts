// The outbox on the device: one table of IndexedDB, in order of arrival. It survives reloads and the end of the browser.

import type { DBSchema } from "idb";
import { deviceTable } from "../deviceTable.ts";
import type { OutboxItem } from "./item.ts";

interface Schema extends DBSchema {
  items: { key: number; value: OutboxItem; indexes: { person: string } };
}

export const DATABASE = "yiwang-outbox";

const database = deviceTable<Schema>(DATABASE, 1, (db) => {
  db.createObjectStore("items", { keyPath: "seq", autoIncrement: true }).createIndex("person", "person");
});

/** What one person has waiting, in order. @throws DOMException where the browser keeps nothing */
export async function itemsOf(person: string): Promise<OutboxItem[]> {
  return (await database()).getAllFromIndex("items", "person", person);
}

/** All of them or none. @returns them with their places in the order @throws DOMException when the device is full or keeps nothing */
export async function addItems(items: readonly Omit<OutboxItem, "seq">[]): Promise<OutboxItem[]> {
  const change = (await database()).transaction("items", "readwrite", { durability: "strict" });
  // A failure of the whole is heard below.
  change.done.catch(() => undefined);
  try {
    const kept: OutboxItem[] = [];
    for (const item of items) kept.push({ ...item, seq: await change.store.add(item as OutboxItem) });
    await change.done;
    return kept;
  } catch (error) {
    try {
      change.abort();
    } catch {
      // It has failed by itself.
    }
    throw error;
  }
}

/** Writes items over what they were; one that has been sent meanwhile does not come back. */
export async function saveItems(items: readonly OutboxItem[]): Promise<void> {
  const change = (await database()).transaction("items", "readwrite");
  for (const item of items) if (await change.store.getKey(item.seq)) await change.store.put(item);
  await change.done;
}

/** Takes items out and writes others over what they were, all at once. */
export async function settle(gone: readonly number[], changed: readonly OutboxItem[] = []): Promise<void> {
  const change = (await database()).transaction("items", "readwrite");
  for (const seq of gone) await change.store.delete(seq);
  for (const item of changed) if (await change.store.getKey(item.seq)) await change.store.put(item);
  await change.done;
}

export const removeItem = (seq: number): Promise<void> => settle([seq]);
