// A file on disk as readers want it: pieces of a mebibyte, ranges, and the files beside it.

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { SourceError } from "../formats/fault.ts";
import type { SourceFile } from "../formats/sourceFile.ts";

const CHUNK = 1 << 20;

/** @throws SourceError when there is no such file or it may not be read */
export function diskFile(path: string): SourceFile {
  const size = sizeOf(path);
  return {
    name: path,
    size,
    async *stream(from = 0) {
      const handle = await guarded(path, () => open(path, "r"));
      try {
        for (let at = from; ; ) {
          const bytes = await piece(handle, path, at, CHUNK);
          if (bytes.length === 0) return;
          at += bytes.length;
          yield bytes;
        }
      } finally {
        await handle.close();
      }
    },
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (wanted === 0) return new Uint8Array(0);
      const handle = await guarded(path, () => open(path, "r"));
      try {
        return await piece(handle, path, offset, wanted);
      } finally {
        await handle.close();
      }
    },
    async sibling(extension) {
      const folder = dirname(path);
      const wanted = `${basename(path, extname(path))}.${extension}`.toLowerCase();
      const names = await guarded(folder, () => readdir(folder));
      const same = names.filter((name) => name.toLowerCase() === wanted);
      // Where the disk tells cases apart, a stem written the same way is the nearer one.
      const found = same.find((name) => basename(name, extname(name)) === basename(path, extname(path))) ?? same[0];
      return found === undefined ? null : diskFile(join(folder, found));
    },
  };
}

/** Reads until `length` bytes are there or the file ends. */
async function piece(handle: FileHandle, path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await guarded(path, () => handle.read(bytes, filled, length - filled, offset + filled));
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function sizeOf(path: string): number {
  let failure = "not a file";
  try {
    const stats = statSync(path);
    if (stats.isFile()) {
      const handle = openSync(path, "r"); // whether it may be read is better known now than in the middle
      try {
        readSync(handle, new Uint8Array(1), 0, 1, 0);
      } finally {
        closeSync(handle);
      }
      return stats.size;
    }
  } catch (error) {
    failure = (error as NodeJS.ErrnoException).code ?? String(error);
  }
  throw unreadable(path, failure);
}

async function guarded<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw unreadable(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
}

function unreadable(path: string, why: string): SourceError {
  return new SourceError(path, `cannot be read (${why})`, "check the path in the scene's sources");
}
