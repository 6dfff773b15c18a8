// Implicit tiling: from one tile and its subtrees to all contents, subtree by subtree, never all at once.

import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import type { SchemaShape } from "./schema.ts";
import { LARGEST_SUBTREE, nodesOf, readSubtree } from "./subtree.ts";

/** Subtrees looked into at most: a hostile file could name as many as it likes. */
const MOST_SUBTREES = 100_000;

/** A checked implicitTiling. */
export interface ImplicitShape {
  branching: 4 | 8;
  subtreeLevels: number;
  availableLevels: number;
  subtreeUri: string;
}

/** The implicitTiling of a tile, by its word of 1.1 or the extension of 1.0. */
export function implicitOf(tile: JsonObject): { value: unknown; path: string } | null {
  if (tile.implicitTiling !== undefined) return { value: tile.implicitTiling, path: "implicitTiling" };
  const name = "3DTILES_implicit_tiling";
  if (isObject(tile.extensions) && tile.extensions[name] !== undefined)
    return { value: tile.extensions[name], path: `extensions.${name}` };
  return null;
}

/** Checks implicitTiling and what its tile may not have. @param contents addresses of the tile's contents */
export function readImplicit(
  sheet: Sheet,
  tile: JsonObject,
  path: string,
  at: { value: unknown; path: string },
  contents: readonly { uri: string; path: string; hasVolume: boolean }[],
): ImplicitShape | undefined {
  const where = join(path, at.path);
  const json = sheet.value(at.value, where, "object");
  if (!json) return undefined;
  const only = "remove it: the subtrees say this";
  if (tile.children !== undefined) sheet.error(join(path, "children"), "stands beside implicitTiling", only);
  if (tile.metadata !== undefined) sheet.error(join(path, "metadata"), "stands beside implicitTiling", only);
  const volume = isObject(tile.boundingVolume) ? tile.boundingVolume : {};
  if (volume.sphere !== undefined && volume.box === undefined && volume.region === undefined)
    sheet.error(join(path, "boundingVolume"), "is a sphere, which cannot be divided", "use a box or a region");
  for (const content of contents)
    if (content.hasVolume) sheet.error(`${content.path}.boundingVolume`, "stands at an implicit tile", only);
  const scheme = json.subdivisionScheme;
  if (scheme !== "QUADTREE" && scheme !== "OCTREE") {
    sheet.error(join(where, "subdivisionScheme"), `is ${JSON.stringify(scheme)}`, "use QUADTREE or OCTREE");
    return undefined;
  }
  const branching = scheme === "QUADTREE" ? 4 : 8;
  const subtreeLevels = sheet.count(json, "subtreeLevels", where, 1);
  const availableLevels =
    json.availableLevels === undefined && json.maximumLevel !== undefined
      ? (sheet.count(json, "maximumLevel", where, 0) ?? -1) + 1
      : sheet.count(json, "availableLevels", where, 1);
  const subtrees = sheet.member(json, "subtrees", where, "object", true);
  const subtreeUri = subtrees && sheet.member(subtrees, "uri", `${where}.subtrees`, "string", true);
  let sound = true;
  if (subtreeUri !== undefined) sound = checkTemplate(sheet, subtreeUri, `${where}.subtrees.uri`, branching);
  for (const content of contents) sound = checkTemplate(sheet, content.uri, `${content.path}.uri`, branching) && sound;
  if (!subtreeLevels || !availableLevels || subtreeUri === undefined || !sound) return undefined;
  if (nodesOf(branching, subtreeLevels) > LARGEST_SUBTREE) {
    sheet.error(join(where, "subtreeLevels"), `${subtreeLevels} make a subtree of over 16 million tiles`, "use fewer");
    return undefined;
  }
  return { branching, subtreeLevels, availableLevels, subtreeUri };
}

/** Variables must be known; each of them should stand, or tiles share a file. */
function checkTemplate(sheet: Sheet, uri: string, path: string, branching: 4 | 8): boolean {
  const wanted = branching === 8 ? ["level", "x", "y", "z"] : ["level", "x", "y"];
  const found = [...uri.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]);
  const strange = found.filter((name) => !wanted.includes(name));
  if (strange.length > 0) {
    sheet.error(path, `has {${strange[0]}}`, `use ${wanted.map((name) => `{${name}}`).join(", ")}`);
    return false;
  }
  const absent = wanted.filter((name) => !found.includes(name));
  if (absent.length > 0)
    sheet.warning(path, `has no {${absent.join("}, {")}}, so tiles share one file`, "add it to the address");
  return true;
}

const filled = (uri: string, level: number, x: number, y: number, z: number): string =>
  uri.replace(/\{(level|x|y|z)\}/g, (_, name: string) => String({ level, x, y, z }[name]));

/** What walking subtrees needs from its caller. */
export interface ImplicitWalk {
  sheet: Sheet;
  path: string;
  schema: SchemaShape | undefined;
  /** Bytes and a sheet of a file named in the tileset; null when it is not there. */
  open(
    uri: string,
  ): Promise<{ sheet: Sheet; bytes: Uint8Array; beside(uri: string): Promise<Uint8Array | null> } | null>;
  /** Called for every tile and every content there is; false ends the walk. */
  onTile(): boolean;
  onContent(uri: string): Promise<boolean>;
}

/** Walks all subtrees from the root's and hands out every content. */
export async function walkImplicit(
  shape: ImplicitShape,
  contents: readonly string[],
  walk: ImplicitWalk,
): Promise<void> {
  const { branching, subtreeLevels, availableLevels } = shape;
  const queue: [number, number, number, number][] = [[0, 0, 0, 0]];
  for (let at = 0; at < queue.length; at++) {
    if (at >= MOST_SUBTREES) {
      walk.sheet.limit(walk.path, `has over ${MOST_SUBTREES} subtrees`);
      return;
    }
    const [level, x, y, z] = queue[at];
    const uri = filled(shape.subtreeUri, level, x, y, z);
    const file = await walk.open(uri);
    if (!file) {
      walk.sheet.error(
        join(walk.path, "subtrees.uri"),
        `subtree ${uri} is not there`,
        "add the file, or make the tileset again",
      );
      continue;
    }
    const subtree = await readSubtree(file.sheet, file.bytes, branching, subtreeLevels, walk.schema, file.beside);
    if (!subtree) continue;
    if (subtree.contents.length > contents.length)
      file.sheet.error(
        "contentAvailability",
        `tells of ${subtree.contents.length} contents, the tile names ${contents.length}`,
        "make the tileset again",
      );
    for (let depth = 0, first = 0; depth < subtreeLevels && level + depth < availableLevels; depth++) {
      const nodes = branching ** depth;
      for (let morton = 0; morton < nodes; morton++) {
        if (!subtree.tiles(first + morton)) continue;
        // The first tile of all is the one implicitTiling stands at, and is counted there.
        if (level + depth > 0 && !walk.onTile()) return;
        const [dx, dy, dz] = unravel(morton, depth, branching);
        for (const [k, available] of subtree.contents.entries())
          if (k < contents.length && available(first + morton)) {
            const scale = 2 ** depth;
            const uri = filled(contents[k], level + depth, x * scale + dx, y * scale + dy, z * scale + dz);
            if (!(await walk.onContent(uri))) return;
          }
      }
      first += nodes;
    }
    if (level + subtreeLevels >= availableLevels) continue;
    for (let morton = 0; morton < branching ** subtreeLevels && queue.length <= MOST_SUBTREES; morton++) {
      if (!subtree.children(morton)) continue;
      const [dx, dy, dz] = unravel(morton, subtreeLevels, branching);
      const scale = 2 ** subtreeLevels;
      queue.push([level + subtreeLevels, x * scale + dx, y * scale + dy, z * scale + dz]);
    }
  }
}

/** Morton number → x, y, z within a level. */
function unravel(morton: number, depth: number, branching: 4 | 8): [number, number, number] {
  const axes = branching === 8 ? 3 : 2;
  const out: [number, number, number] = [0, 0, 0];
  for (let bit = 0; bit < depth; bit++)
    for (let axis = 0; axis < axes; axis++) out[axis] += (Math.floor(morton / 2 ** (bit * axes + axis)) % 2) * 2 ** bit;
  return out;
}
