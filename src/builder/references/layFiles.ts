// Brings files into a built scene without copying them: hard links, copies only across devices, gzip unpacked.

import { copyFile, link, mkdir, open, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const unpack = promisify(gunzip);
/** A gzipped tile larger than this unpacked is not one. */
const LARGEST_UNPACKED = 1 << 30;
/** Endings that are meant to be gzip or hold it inside. */
const STAYS_PACKED = /\.(?:gz|tgz|pmtiles)$/i;

/**
 * Links files of a folder to another.
 * @param only paths below `from`; everything if not given
 * @param onUnpacked told of every file that was gzip: the hub serves files as they are, so tiles must not be packed
 */
export async function layFiles(
  from: string,
  to: string,
  only: readonly string[] | undefined,
  onUnpacked: (name: string, what: string) => void,
): Promise<void> {
  const root = await realpath(from);
  for await (const name of only ?? namesIn(root, "")) {
    const source = await realpath(join(root, name)).catch(() => null);
    // A link that leads out of the folder would bring in what nobody named.
    if (!source?.startsWith(root + sep) || !(await stat(source)).isFile()) continue;
    const target = join(to, name);
    await mkdir(dirname(target), { recursive: true });
    if (!STAYS_PACKED.test(name) && (await isGzip(source))) {
      await writeFile(target, await unpack(await readFile(source), { maxOutputLength: LARGEST_UNPACKED }));
      onUnpacked(name, "unpacked: it was gzip");
    } else await linkOrCopy(source, target);
  }
}

/** All files below a folder, one after the other. */
async function* namesIn(root: string, below: string): AsyncGenerator<string> {
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* namesIn(root, name);
    else yield name;
  }
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(2);
    await file.read(head, 0, 2, 0);
    return head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function linkOrCopy(source: string, target: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!["EXDEV", "EPERM", "EMLINK", "ENOTSUP", "EACCES"].includes(code ?? "")) throw error;
    await copyFile(source, target);
  }
}
