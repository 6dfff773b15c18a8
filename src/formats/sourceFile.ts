// A file to be read, wherever it is: on disk (builder) or dropped on the page (browser). Read in pieces, never whole.

/** Bytes with a name. Readers ask for a stream or for ranges; memory must not grow with `size`. */
export interface SourceFile {
  /** How errors and reports call it: a path or file name. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** The bytes from `from` on, in pieces of any length. */
  stream(from?: number): AsyncIterable<Uint8Array>;
  /** Up to `length` bytes from `offset`; fewer at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /** The file of the same name with another ending (such as "dbf"), in either case; null when there is none. */
  sibling(extension: string): Promise<SourceFile | null>;
}

/** Lower-case ending of a name without the dot, such as "geojson"; "" when it has none. */
export function extensionOf(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const dot = file.lastIndexOf(".");
  return dot > 0 ? file.slice(dot + 1).toLowerCase() : "";
}

/** Bytes in memory as a file; `siblings` by extension. */
export function memoryFile(name: string, bytes: Uint8Array, siblings: Record<string, Uint8Array> = {}): SourceFile {
  return {
    name,
    size: bytes.length,
    async *stream(from = 0) {
      const STEP = 1 << 16;
      for (let at = from; at < bytes.length; at += STEP) yield bytes.subarray(at, Math.min(bytes.length, at + STEP));
    },
    read: async (offset, length) => bytes.subarray(offset, Math.min(bytes.length, offset + length)),
    sibling: async (extension) =>
      siblings[extension] ? memoryFile(name.replace(/[^.]*$/, extension), siblings[extension]) : null,
  };
}

/** A file the person gave to the page, with the others dropped beside it. */
export function blobFile(file: Blob & { name: string }, beside: readonly (Blob & { name: string })[] = []): SourceFile {
  return {
    name: file.name,
    size: file.size,
    async *stream(from = 0) {
      const STEP = 1 << 20;
      for (let at = from; at < file.size; at += STEP)
        yield new Uint8Array(await file.slice(at, Math.min(file.size, at + STEP)).arrayBuffer());
    },
    read: async (offset, length) => new Uint8Array(await file.slice(offset, offset + length).arrayBuffer()),
    sibling: async (extension) => {
      const stem = file.name.replace(/\.[^.]*$/, "").toLowerCase();
      const found = beside.find((other) => other.name.toLowerCase() === `${stem}.${extension.toLowerCase()}`);
      return found ? blobFile(found, beside) : null;
    },
  };
}
