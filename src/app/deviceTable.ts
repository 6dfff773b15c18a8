// A table of this device: IndexedDB, opened when it is first needed, let go when another page brings a newer form of it.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** @returns opens it, or gives what is open; it throws a DOMException where the browser keeps nothing */
export function deviceTable<Schema extends DBSchema>(
  name: string,
  version: number,
  upgrade: (database: IDBPDatabase<Schema>) => void,
): () => Promise<IDBPDatabase<Schema>> {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const letGo = (): void => {
    opened = undefined;
  };
  return () => {
    opened ??= openDB<Schema>(name, version, {
      upgrade,
      blocking: (_now, _later, event) => {
        (event.target as IDBDatabase).close();
        letGo();
      },
      terminated: letGo,
    });
    opened.catch(letGo);
    return opened;
  };
}
