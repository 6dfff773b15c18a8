// A tileset's folder on disk, as the checker reads it: nothing outside the folder, one file at a time.

import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import { LARGEST_FILE, type TilesetFiles } from "../formats/tiles3d/files.ts";

/** Files below a folder. What lies outside it (by "../" or a link) is not there. */
export function tileFiles(folder: string): TilesetFiles {
  let root: Promise<string> | undefined;
  return {
    async read(path) {
      root ??= realpath(folder);
      try {
        const file = await realpath(join(await root, path));
        if (!file.startsWith((await root) + sep)) return null;
        const { size } = await stat(file);
        if (size > LARGEST_FILE) throw new Error(`is ${size} bytes, larger than 1 GiB`);
        return new Uint8Array(await readFile(file));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR" || code === "ENAMETOOLONG") return null;
        // A path with a zero byte cannot name a file.
        if (code === "ERR_INVALID_ARG_VALUE") return null;
        throw error;
      }
    },
  };
}
