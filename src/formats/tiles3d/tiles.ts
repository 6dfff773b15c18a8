// The tree of tiles in tileset.json: volumes, errors, refinement, transforms and contents, tile by tile.

import { checkEntity } from "./entity.ts";
import { isObject, type JsonObject, join, type Sheet } from "./findings.ts";
import { type ImplicitShape, implicitOf, readImplicit } from "./implicit.ts";
import type { SchemaShape } from "./schema.ts";
import { holds, IDENTITY, type Matrix, multiply, readVolume, type Volume } from "./volumes.ts";

/** A content of a tile, by its address. */
export interface ContentRef {
  uri: string;
  path: string;
  hasVolume: boolean;
}

/** What the walk over the tiles hands out. */
export interface TileVisitor {
  schema: SchemaShape | undefined;
  groupCount: number;
  /** Tiles looked at; false when there have been too many. */
  onTile(): boolean;
  onContent(content: ContentRef, transform: Matrix): Promise<void>;
  onImplicit(shape: ImplicitShape, contents: readonly ContentRef[], path: string): Promise<void>;
}

interface Open {
  value: unknown;
  path: string;
  transform: Matrix;
  parentError: number;
  /** The parent's volume and transform; null for the root. */
  parent: { volume: Volume; transform: Matrix } | null;
}

/** The root's volume and transform, for the extent. */
export interface RootVolume {
  volume: Volume;
  transform: Matrix;
}

/**
 * Walks all tiles below a root, with a list of its own so that depth costs no stack.
 * @param isExternal whether another tileset names this one @param tilesetError the tileset's geometric error
 */
export async function walkTiles(
  sheet: Sheet,
  root: unknown,
  isExternal: boolean,
  tilesetError: number,
  visitor: TileVisitor,
): Promise<RootVolume | null> {
  let rootVolume: RootVolume | null = null;
  const open: Open[] = [{ value: root, path: "root", transform: IDENTITY, parentError: tilesetError, parent: null }];
  for (let item = open.pop(); item; item = open.pop()) {
    if (!visitor.onTile()) break;
    const tile = sheet.value(item.value, item.path, "object");
    if (!tile) continue;
    const { path } = item;
    const transform = readTransform(sheet, tile, path, item.transform);
    const volume =
      tile.boundingVolume === undefined
        ? undefined
        : readVolume(sheet, tile.boundingVolume, join(path, "boundingVolume"));
    if (tile.boundingVolume === undefined)
      sheet.error(join(path, "boundingVolume"), "is missing", "give the tile a box, region or sphere");
    if (tile.viewerRequestVolume !== undefined)
      readVolume(sheet, tile.viewerRequestVolume, join(path, "viewerRequestVolume"));
    if (volume && path === "root") rootVolume = { volume, transform };
    if (volume && item.parent && !holds(item.parent.volume, item.parent.transform, volume, transform))
      sheet.warning(
        join(path, "boundingVolume"),
        "reaches out of its parent's",
        "make the parent's volume hold its children",
      );
    checkRefine(sheet, tile, path, path === "root" && !isExternal);
    const implicit = implicitOf(tile);
    const meanings =
      tile.metadata !== undefined && !implicit
        ? checkEntity(sheet, tile.metadata, join(path, "metadata"), visitor.schema)
        : null;
    const error = checkError(sheet, tile, path, item.parentError, meanings?.get("TILE_GEOMETRIC_ERROR"));
    const contents = readContents(sheet, tile, path, volume ?? undefined, transform, visitor);
    if (implicit) {
      const shape = readImplicit(sheet, tile, path, implicit, contents);
      if (shape) await visitor.onImplicit(shape, contents, join(path, implicit.path));
      continue;
    }
    for (const content of contents) await visitor.onContent(content, transform);
    const children = sheet.member(tile, "children", path, "array");
    if (!children) continue;
    const parent = volume ? { volume, transform } : null;
    for (let i = children.length - 1; i >= 0; i--)
      open.push({ value: children[i], path: `${path}.children[${i}]`, transform, parentError: error, parent });
  }
  return rootVolume;
}

function readTransform(sheet: Sheet, tile: JsonObject, path: string, parent: Matrix): Matrix {
  const matrix = sheet.numbers(tile, "transform", path, 16);
  if (!matrix) return parent;
  const [w0, w1, w2, w3] = [matrix[3], matrix[7], matrix[11], matrix[15]];
  if (Math.abs(w0) + Math.abs(w1) + Math.abs(w2) > 1e-9 || Math.abs(w3 - 1) > 1e-9) {
    sheet.error(join(path, "transform"), "does not end in 0, 0, 0, 1 (row by row)", "write it column by column");
    return parent;
  }
  return multiply(parent, matrix);
}

function checkRefine(sheet: Sheet, tile: JsonObject, path: string, needed: boolean): void {
  if (tile.refine === undefined) {
    if (needed)
      sheet.warning(join(path, "refine"), "is missing; viewers take REPLACE", "write ADD or REPLACE at the root");
    return;
  }
  const refine = sheet.member(tile, "refine", path, "string");
  if (refine === undefined || refine === "ADD" || refine === "REPLACE") return;
  if (["ADD", "REPLACE"].includes(refine.toUpperCase()))
    sheet.warning(join(path, "refine"), `is "${refine}"`, `write ${refine.toUpperCase()}`);
  else sheet.error(join(path, "refine"), `is "${refine}"`, "write ADD or REPLACE");
}

/** @returns the tile's geometric error, or its parent's where it has none */
function checkError(sheet: Sheet, tile: JsonObject, path: string, parentError: number, meant: unknown): number {
  const given = sheet.member(tile, "geometricError", path, "number", true);
  const where = join(path, "geometricError");
  if (given !== undefined && given < 0) sheet.error(where, `is ${given}`, "write 0 m or more");
  const error = typeof meant === "number" ? meant : given;
  if (error === undefined || error < 0) return parentError;
  if (error > parentError * (1 + 1e-9))
    sheet.warning(where, `is ${error} m, more than ${parentError} m above it`, "let it shrink downwards");
  return error;
}

const MULTIPLE = "3DTILES_multiple_contents";

function readContents(
  sheet: Sheet,
  tile: JsonObject,
  path: string,
  volume: Volume | undefined,
  transform: Matrix,
  visitor: TileVisitor,
): ContentRef[] {
  if (tile.content !== undefined && tile.contents !== undefined)
    sheet.error(path, "has content and contents", "keep one of them");
  const listed: { value: unknown; path: string }[] = [];
  if (tile.content !== undefined) listed.push({ value: tile.content, path: join(path, "content") });
  const add = (list: unknown[] | undefined, where: string): void =>
    list?.forEach((value, i) => {
      listed.push({ value, path: `${where}[${i}]` });
    });
  add(sheet.member(tile, "contents", path, "array"), join(path, "contents"));
  const extension = isObject(tile.extensions) ? tile.extensions[MULTIPLE] : undefined;
  if (isObject(extension)) {
    const key = Array.isArray(extension.content) ? "content" : "contents";
    add(sheet.member(extension, key, path, "array", true), `${path}.extensions.${MULTIPLE}.${key}`);
  }
  const contents: ContentRef[] = [];
  for (const { value, path: where } of listed) {
    const content = sheet.value(value, where, "object");
    if (!content) continue;
    if (content.group !== undefined) sheet.index(content, "group", where, visitor.groupCount, "groups");
    if (content.metadata !== undefined) checkEntity(sheet, content.metadata, join(where, "metadata"), visitor.schema);
    const own =
      content.boundingVolume === undefined
        ? undefined
        : readVolume(sheet, content.boundingVolume, join(where, "boundingVolume"));
    if (own && volume && !holds(volume, transform, own, transform))
      sheet.warning(
        join(where, "boundingVolume"),
        "reaches out of its tile's",
        "make the tile's volume hold its content",
      );
    // Before 1.0 the word was url; Cesium still reads it.
    const uri = sheet.member(
      content,
      content.uri === undefined && content.url !== undefined ? "url" : "uri",
      where,
      "string",
      true,
    );
    if (uri === "") sheet.error(join(where, "uri"), "is empty", "remove the content");
    else if (uri !== undefined) contents.push({ uri, path: where, hasVolume: content.boundingVolume !== undefined });
  }
  return contents;
}
