// Checks a tileset and everything it names: tileset.json, external tilesets, subtrees, tiles and the glTF in them.

import {
  dataUri,
  isRemote,
  LARGEST_FILE,
  looksLikeJson,
  magicOf,
  parseJson,
  resolvePath,
  type TilesetFiles,
  unzipped,
} from "./files.ts";
import { Findings, isObject, type JsonObject, Sheet, type TilesFinding } from "./findings.ts";
import { readGlb } from "./glb.ts";
import { checkGltf } from "./gltf.ts";
import { walkImplicit } from "./implicit.ts";
import { checkLegacy, isLegacy, type TileParts } from "./legacyTiles.ts";
import { readSchema, type SchemaShape } from "./schema.ts";
import { type ContentRef, type RootVolume, walkTiles } from "./tiles.ts";
import { checkAsset, checkExtensionLists, checkSections, extensionsIn } from "./tileset.ts";
import { extentOf, type TilesExtent } from "./volumes.ts";

/** What a check may cost; a hostile tileset names as many files as it likes. */
export interface CheckLimits {
  tiles: number;
  contents: number;
  /** How deep tilesets may name tilesets. */
  nesting: number;
}
const LIMITS: CheckLimits = { tiles: 5_000_000, contents: 500_000, nesting: 32 };
/** Missing files listed by name. */
const MISSING_LISTED = 10_000;
/** Missing files that are findings of their own; beyond, the list says it. */
const MISSING_TOLD = 20;

/** What a check found. */
export interface TilesetCheck {
  findings: TilesFinding[];
  /** Also those beyond the list. */
  errors: number;
  warnings: number;
  /** Contents that are not there, relative to the folder; the rest of the tileset can be shown. */
  missing: string[];
  missingCount: number;
  /** False when nothing can be shown: no readable tileset.json, no root, or a required extension unknown here. */
  usable: boolean;
  counts: { tilesets: number; tiles: number; contents: number };
  /** Where it is on earth, or null for a model about its own origin. */
  extent: TilesExtent | null;
}

/**
 * Checks a tileset. Never throws for what a file holds; reads one file at a time.
 * @param path of tileset.json in `files`
 */
export async function checkTileset(
  files: TilesetFiles,
  path = "tileset.json",
  limits: CheckLimits = LIMITS,
): Promise<TilesetCheck> {
  const checker = new Checker(files, limits);
  const root = await checker.tileset(path, []);
  const { findings } = checker;
  return {
    findings: findings.list,
    errors: findings.errors,
    warnings: findings.warnings,
    missing: checker.missing,
    missingCount: checker.missingCount,
    usable: findings.usable,
    counts: { tilesets: checker.tilesets.size, tiles: checker.tiles, contents: checker.contents },
    extent: root?.volume ? extentOf(root.volume.volume, root.volume.transform) : null,
  };
}

/** Extensions that show in the bytes of contents, not in tileset.json. */
const IN_CONTENTS =
  /^(?:3DTILES_draco_point_compression|3DTILES_batch_table_hierarchy|3DTILES_content_|MAXAR_content_)/;

/** A tileset that has been looked at: the extensions in it, and its root's volume. */
interface Seen {
  found: Set<string>;
  volume: RootVolume | null;
}

class Checker {
  readonly findings = new Findings();
  readonly missing: string[] = [];
  missingCount = 0;
  readonly tilesets = new Map<string, Seen>();
  tiles = 0;
  contents = 0;
  private readonly checked = new Set<string>();
  private readonly absent = new Set<string>();

  constructor(
    private readonly files: TilesetFiles,
    private readonly limits: CheckLimits,
  ) {}

  /** Checks one tileset.json. @param stack tilesets that led here */
  async tileset(path: string, stack: readonly string[], given?: JsonObject): Promise<Seen | null> {
    const sheet = new Sheet(this.findings, path);
    const json = given ?? (await this.readTileset(sheet, path));
    if (!json) {
      if (stack.length === 0) this.findings.usable = false;
      return null;
    }
    const seen: Seen = { found: new Set(), volume: null };
    this.tilesets.set(path, seen);
    const version = checkAsset(sheet, json);
    const { used, blocked } = checkExtensionLists(sheet, json);
    const own = extensionsIn(sheet, json);
    const schema = await this.schema(sheet, json, path);
    const groupCount = checkSections(sheet, json, schema);
    const error = sheet.member(json, "geometricError", "", "number", true);
    if (error !== undefined && error < 0) sheet.error("geometricError", `is ${error}`, "write 0 m or more");
    if (json.root === undefined) sheet.error("root", "is missing", "add the root tile");
    else {
      const bound = error !== undefined && error >= 0 ? error : Infinity;
      seen.volume = await walkTiles(sheet, json.root, stack.length > 0, bound, {
        schema,
        groupCount,
        onTile: () => this.countTile(sheet),
        onContent: async (content) => {
          const kind = await this.content(sheet, content, path, [...stack, path]);
          if (kind instanceof Set) for (const name of kind) seen.found.add(name);
          else if (kind === "gltf" && version === "1.0") own.add("3DTILES_content_gltf");
        },
        onImplicit: (shape, contents, where) =>
          walkImplicit(
            shape,
            contents.map((one) => one.uri),
            {
              sheet,
              path: where,
              schema,
              open: (uri) => this.open(path, uri),
              onTile: () => this.countTile(sheet),
              onContent: async (uri) => {
                await this.content(sheet, { uri, path: `${where} (${uri})`, hasVolume: false }, path, [...stack, path]);
                return this.contents <= this.limits.contents;
              },
            },
          ),
      });
    }
    for (const name of own) seen.found.add(name);
    for (const name of seen.found)
      if (!used.has(name))
        sheet.error("extensionsUsed", `has no "${name}", which stands in the tileset`, "list it there");
    for (const name of used)
      if (!seen.found.has(name) && !IN_CONTENTS.test(name))
        sheet.warning("extensionsUsed", `lists "${name}", which stands nowhere`, "remove it");
    if (stack.length === 0 && (version === undefined || blocked || (!seen.volume && !hasShape(json))))
      this.findings.usable = false;
    return seen;
  }

  private async readTileset(sheet: Sheet, path: string): Promise<JsonObject | null> {
    const bytes = await this.read(sheet, path);
    if (bytes === null) sheet.error("", "is not there", "give the folder that holds tileset.json");
    if (!bytes) return null;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
      sheet.error("", "starts with a byte order mark", "save it as UTF-8 without one");
    try {
      const json = parseJson(bytes);
      if (isObject(json)) return json;
      sheet.error("", "is not an object", "give a tileset.json");
    } catch (error) {
      sheet.error("", (error as Error).message, "correct it");
    }
    return null;
  }

  private async schema(sheet: Sheet, json: JsonObject, path: string): Promise<SchemaShape | undefined> {
    if (json.schema !== undefined && json.schemaUri !== undefined)
      sheet.error("", "has schema and schemaUri", "keep one of them");
    if (json.schema !== undefined) return readSchema(sheet, json.schema, "schema");
    const uri = sheet.member(json, "schemaUri", "", "string");
    if (uri === undefined || isRemote(uri)) return undefined;
    const file = await this.open(path, uri);
    if (!file) {
      sheet.error("schemaUri", `${uri} is not there`, "put the schema beside tileset.json");
      return undefined;
    }
    try {
      return readSchema(file.sheet, parseJson(file.bytes), "");
    } catch (error) {
      file.sheet.error("", (error as Error).message, "correct the schema");
      return undefined;
    }
  }

  private countTile(sheet: Sheet): boolean {
    if (++this.tiles <= this.limits.tiles) return true;
    if (this.tiles === this.limits.tiles + 1) sheet.limit("root", `has over ${this.limits.tiles} tiles`);
    return false;
  }

  /** @returns extensions of an external tileset, or what kind of content it is */
  private async content(
    sheet: Sheet,
    { uri, path: where }: ContentRef,
    tileset: string,
    stack: readonly string[],
  ): Promise<Set<string> | "gltf" | "other"> {
    this.contents++;
    if (this.contents > this.limits.contents) {
      if (this.contents === this.limits.contents + 1) sheet.limit(where, `is beyond ${this.limits.contents} contents`);
      return "other";
    }
    if (isRemote(uri)) {
      sheet.warning(
        `${where}.uri`,
        `${uri.slice(0, 120)} lies on another host and was not looked at`,
        "keep contents beside tileset.json",
      );
      return "other";
    }
    const path = uri.startsWith("data:") ? `${tileset}#${where}` : resolvePath(tileset, uri);
    const known = this.tilesets.get(path);
    if (stack.includes(path)) {
      sheet.error(`${where}.uri`, `${uri} leads back to a tileset it lies in`, "break the circle");
      return "other";
    }
    if (known) return known.found;
    if (this.checked.has(path) || this.absent.has(path)) return /\.(?:glb|gltf)$/i.test(path) ? "gltf" : "other";
    const bytes = uri.startsWith("data:") ? dataUri(uri) : await this.read(sheet, path);
    if (!bytes) {
      if (bytes === null) this.notThere(sheet, `${where}.uri`, path);
      return /\.(?:glb|gltf)$/i.test(path) ? "gltf" : "other";
    }
    this.checked.add(path);
    return this.body(path, bytes, stack);
  }

  private notThere(sheet: Sheet, where: string, path: string): void {
    this.absent.add(path);
    this.missingCount++;
    if (this.missing.length < MISSING_LISTED) this.missing.push(path);
    if (this.missingCount <= MISSING_TOLD)
      sheet.warning(where, `${path} is not there`, "add the file; the rest is shown without it");
  }

  private async body(
    path: string,
    bytes: Uint8Array,
    stack: readonly string[],
  ): Promise<Set<string> | "gltf" | "other"> {
    const sheet = new Sheet(this.findings, path);
    const beside = (uri: string): Promise<Uint8Array | null> => this.beside(path, uri);
    if (isLegacy(bytes)) {
      const parts: TileParts = { glbs: [], uris: [] };
      checkLegacy(sheet, bytes, parts);
      for (const { sheet: inner, bytes: glb } of parts.glbs) await this.glb(inner, glb, beside);
      for (const { sheet: inner, uri } of parts.uris)
        if (!isRemote(uri) && !(await beside(uri))) this.notThere(inner, "gltf", resolvePath(path, uri));
      return "other";
    }
    const magic = magicOf(bytes);
    if (magic === "glTF") {
      await this.glb(sheet, bytes, beside);
      return "gltf";
    }
    if (magic === "vctr" || magic === "geom") {
      sheet.warning("", `is of the old format ${magic} and was not looked into`, "use glTF or GeoJSON");
      return "other";
    }
    if (!looksLikeJson(bytes)) {
      const archive = magic.startsWith("PK")
        ? "is an archive, which the globe cannot show"
        : "is of no format the globe shows";
      sheet.error(
        "",
        archive,
        magic.startsWith("PK") ? "unpack it and name its tileset.json" : "use glTF, or b3dm, i3dm, pnts, cmpt",
      );
      return "other";
    }
    return this.jsonBody(sheet, path, bytes, stack, beside);
  }

  private async jsonBody(
    sheet: Sheet,
    path: string,
    bytes: Uint8Array,
    stack: readonly string[],
    beside: (uri: string) => Promise<Uint8Array | null>,
  ): Promise<Set<string> | "gltf" | "other"> {
    let json: unknown;
    try {
      json = parseJson(bytes);
    } catch (error) {
      sheet.error("", (error as Error).message, "correct it");
      return "other";
    }
    if (!isObject(json)) sheet.error("", "is not an object", "use glTF or a tileset");
    else if (json.root !== undefined || json.geometricError !== undefined) {
      if (stack.length >= this.limits.nesting)
        sheet.error("", `tilesets lie ${this.limits.nesting} deep in each other`, "put them side by side");
      else return (await this.tileset(path, stack, json))?.found ?? "other";
    } else if (json.asset !== undefined) {
      await checkGltf(sheet, json, null, beside);
      return "gltf";
    } else if (typeof json.type !== "string")
      sheet.error("", "is neither tileset, glTF nor GeoJSON", "use one of them");
    return "other";
  }

  private async glb(
    sheet: Sheet,
    bytes: Uint8Array,
    beside: (uri: string) => Promise<Uint8Array | null>,
  ): Promise<void> {
    const glb = readGlb(sheet, bytes);
    if (glb) await checkGltf(sheet, glb.json, glb.binary, beside);
  }

  private async open(base: string, uri: string) {
    if (isRemote(uri)) return null;
    const path = resolvePath(base, uri);
    const sheet = new Sheet(this.findings, path);
    const bytes = await this.read(sheet, path);
    return bytes ? { sheet, bytes, beside: (other: string) => this.beside(path, other) } : null;
  }

  private async beside(base: string, uri: string): Promise<Uint8Array | null> {
    if (uri.startsWith("data:")) return dataUri(uri);
    return (await this.read(new Sheet(this.findings, base), resolvePath(base, uri))) || null;
  }

  /** Bytes of a file, unpacked; null when it is not there, false (and a finding) when it cannot be read. */
  private async read(sheet: Sheet, path: string): Promise<Uint8Array | null | false> {
    try {
      const bytes = await this.files.read(path);
      if (!bytes) return null;
      if (bytes.length > LARGEST_FILE) throw new Error("is larger than 1 GiB");
      return await unzipped(bytes);
    } catch (error) {
      sheet.error("", `${path} cannot be read: ${(error as Error).message}`, "make the file again");
      return false;
    }
  }
}

/** Whether the root's volume is of a shape that lies in an extension. */
function hasShape(json: JsonObject): boolean {
  const volume = isObject(json.root) ? json.root.boundingVolume : undefined;
  return isObject(volume) && isObject(volume.extensions);
}

/** Extent of a tileset in degrees from its root alone, or null when it has none on earth. @throws nothing */
export async function tilesetExtent(files: TilesetFiles, path = "tileset.json"): Promise<TilesExtent | null> {
  try {
    const bytes = await files.read(path);
    const json = bytes ? parseJson(await unzipped(bytes)) : null;
    if (!isObject(json)) return null;
    const sheet = new Sheet(new Findings(), path);
    const root = isObject(json.root)
      ? { ...json.root, children: undefined, content: undefined, contents: undefined }
      : json.root;
    const found = await walkTiles(sheet, root, true, Infinity, {
      schema: undefined,
      groupCount: 0,
      onTile: () => true,
      onContent: async () => {},
      onImplicit: async () => {},
    });
    return found && extentOf(found.volume, found.transform);
  } catch {
    return null;
  }
}
