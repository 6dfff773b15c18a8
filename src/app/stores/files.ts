// Files opened on this page: what is known of each. They are gone with the page; nothing of them is sent anywhere.

import { create } from "zustand";
import type { FileFacts, FileFault, FileOptions } from "../files/protocol.ts";

export interface OpenedFile {
  /** file.1, file.2 …: also the id of its layer. */
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  state: "reading" | "shown" | "failed";
  /** Bytes and features read so far. */
  bytes: number;
  features: number;
  visible: boolean;
  options: FileOptions;
  facts?: FileFacts;
  /** Where it is: [west, south, east, north] degrees. */
  extent?: FileFacts["extent"];
  /** Packets of a CZML file. */
  packets?: number;
  fault?: FileFault;
}

interface FilesStore {
  files: readonly OpenedFile[];
  /** Whether the cards are shown. */
  cards: boolean;
  /** Whether the last drop held more files than are taken at once. */
  more: boolean;
}

export const useFiles = create<FilesStore>(() => ({ files: [], cards: true, more: false }));

export const fileNow = (id: string): OpenedFile | undefined => useFiles.getState().files.find((file) => file.id === id);

/** Changes what is known of a file; nothing when it has been removed. */
export function setFile(id: string, change: Partial<OpenedFile>): void {
  useFiles.setState(({ files }) => ({ files: files.map((file) => (file.id === id ? { ...file, ...change } : file)) }));
}
