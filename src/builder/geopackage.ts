// GeoPackages on disk, row by row through SQLite compiled to WebAssembly; only the builder reads them.

import { mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import { definitionOf } from "../formats/crs/definitions.ts";
import { SourceError } from "../formats/fault.ts";
import type { RawFeature } from "../formats/feature.ts";
import type { Format, OpenedFile } from "../formats/format.ts";
import { extensionOf, type SourceFile } from "../formats/sourceFile.ts";
import { parseWkb } from "../formats/wkb.ts";
import { epsgLookup } from "./epsgRegistry.ts";

type Row = Record<string, number | bigint | string | Uint8Array | null>;

const BATCH = 512;
/** "SQLite format 3" and a zero byte. */
const MAGIC = "SQLite format 3\0";
/** Bytes of the envelope in a geometry's header, by its code (GeoPackage 1.3, clause 2.1.3). */
const ENVELOPES = [0, 32, 48, 48, 64];

interface Layer {
  table: string;
  column: string;
  srs: number;
  count: number | null;
}

export const geopackage: Format = {
  id: "geopackage",
  title: "GeoPackage",
  extensions: ["gpkg"],

  recognises: (head, name) =>
    String.fromCharCode(...head.subarray(0, 16)) === MAGIC &&
    (extensionOf(name) === "gpkg" || /^GP/.test(String.fromCharCode(...head.subarray(68, 72)))),

  async open(file, options): Promise<OpenedFile> {
    const head = await file.read(0, 100);
    if (String.fromCharCode(...head.subarray(0, 16)) !== MAGIC)
      throw new SourceError(file.name, "is not a GeoPackage", "give a .gpkg file");
    if (head[18] === 2)
      throw new SourceError(
        file.name,
        "is open in another program, whose changes stand in a log beside it",
        "close it there (QGIS) and try again",
      );
    const { db, folder } = connect(file);
    const close = async (): Promise<void> => {
      if (db.isOpen) db.close();
      rmSync(folder, { recursive: true, force: true });
    };
    try {
      const layers = guarded(file, () => layersOf(db, file.name));
      const layer = choose(layers, options.layer, file.name);
      let read = 0;
      return {
        crs: guarded(file, () => crsOf(db, layer.srs)),
        encoding: null,
        layers: layers.map(({ table }) => table),
        expected: layer.count,
        features: () => features(file, db, layer, (n) => (read = n)),
        position: () => (layer.count ? Math.min(file.size, Math.round((file.size * read) / layer.count)) : 0),
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/**
 * SQLite's lock is a folder beside the database, which cannot be made where the data must not be written to, and stays behind
 * when the program is killed: so the database is opened through a link in a folder of our own.
 */
function connect(file: SourceFile): { db: sqlite.Database; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-gpkg-"));
  try {
    let path = file.name;
    try {
      const link = join(folder, "data.gpkg");
      symlinkSync(realpathSync(file.name), link);
      path = link;
    } catch (error) {
      // A file in an archive has no place on disk; where links are not allowed (Windows) the file itself is opened.
      if ((error as NodeJS.ErrnoException).code === "ENOENT" || (error as NodeJS.ErrnoException).code === "ENOTDIR")
        throw new SourceError(file.name, "is not a file on disk", "unpack the GeoPackage first");
    }
    return { db: guarded(file, () => new sqlite.Database(path, { readOnly: true, fileMustExist: true })), folder };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function guarded<T>(file: SourceFile, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(file.name, `cannot be read as a database (${(error as Error).message})`, "export it again");
  }
}

function layersOf(db: sqlite.Database, name: string): Layer[] {
  const tables = new Set(
    (db.all("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')") as Row[]).map((row) => String(row.name)),
  );
  if (!tables.has("gpkg_contents") || !tables.has("gpkg_geometry_columns"))
    throw new SourceError(name, "is a database, but not a GeoPackage with features", "export it as GeoPackage");
  const counts = new Map<string, number>();
  if (tables.has("gpkg_ogr_contents"))
    for (const row of db.all("SELECT table_name, feature_count FROM gpkg_ogr_contents") as Row[])
      if (row.feature_count !== null) counts.set(String(row.table_name).toLowerCase(), Number(row.feature_count));
  const rows = db.all(
    "SELECT g.table_name, g.column_name, g.srs_id FROM gpkg_geometry_columns g JOIN gpkg_contents c ON lower(c.table_name) = lower(g.table_name) WHERE c.data_type = 'features'",
  ) as Row[];
  return rows
    .filter((row) => tables.has(String(row.table_name)))
    .map((row) => ({
      table: String(row.table_name),
      column: String(row.column_name),
      srs: Number(row.srs_id),
      count: counts.get(String(row.table_name).toLowerCase()) ?? null,
    }));
}

function choose(layers: readonly Layer[], wanted: string | undefined, name: string): Layer {
  const list = layers.map(({ table, count }) => (count === null ? table : `${table} (${count})`)).join(", ");
  if (layers.length === 0) throw new SourceError(name, "has no layer of features", "export it again");
  if (wanted !== undefined) {
    const found = layers.find(({ table }) => table === wanted);
    if (found) return found;
    throw new SourceError(name, `has no layer "${wanted}"`, `name one of ${list}`);
  }
  if (layers.length === 1) return layers[0];
  throw new SourceError(name, `has several layers: ${list}`, "name one with layer");
}

/** EPSG code where we know it, else the definition the file carries; null for its two "undefined" systems. */
function crsOf(db: sqlite.Database, srs: number): string | null {
  if (srs === 0 || srs === -1) return null;
  const row = db.get("SELECT * FROM gpkg_spatial_ref_sys WHERE srs_id = ?", [srs]) as Row | null;
  if (!row) return `EPSG:${srs}`;
  const code = Number(row.organization_coordsys_id);
  const isEpsg = /^epsg$/i.test(String(row.organization));
  if (isEpsg && (definitionOf(code) ?? epsgLookup(code)) !== null) return `EPSG:${code}`;
  const text = [row.definition_12_063, row.definition].find((wkt) => typeof wkt === "string" && wkt.includes("["));
  return text !== undefined ? String(text) : isEpsg ? `EPSG:${code}` : String(row.srs_name);
}

async function* features(
  file: SourceFile,
  db: sqlite.Database,
  { table, column }: Layer,
  told: (rows: number) => void,
): AsyncGenerator<RawFeature[]> {
  const statement = guarded(file, () => db.prepare(`SELECT * FROM "${table.replaceAll('"', '""')}"`));
  try {
    const rows = statement.iterate() as IterableIterator<Row>;
    let batch: RawFeature[] = [];
    let number = 0;
    for (;;) {
      const next = guarded(file, () => rows.next());
      if (next.done) break;
      batch.push(rawFeature(next.value, column, `row ${++number}`));
      if (batch.length >= BATCH) {
        told(number);
        yield batch;
        batch = [];
      }
    }
    told(number);
    if (batch.length > 0) yield batch;
  } finally {
    if (!statement.isFinalized) statement.finalize();
  }
}

function rawFeature(row: Row, column: string, where: string): RawFeature {
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(row)) {
    if (key === column || value === null || value instanceof Uint8Array) continue;
    entries.push([key, typeof value === "bigint" ? String(value) : value]);
  }
  return { id: undefined, properties: Object.fromEntries(entries), geometry: geometryOf(row[column]), where };
}

/** A geometry blob: "GP", version, flags, system, envelope, then WKB. */
function geometryOf(blob: Row[string]): unknown {
  if (blob === null || blob === undefined) return null;
  if (!(blob instanceof Uint8Array) || blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50)
    return { type: "damaged" };
  const envelope = ENVELOPES[(blob[3] >> 1) & 7];
  if (envelope === undefined) return { type: "damaged" };
  if ((blob[3] & 0x10) !== 0) return { type: "GeometryCollection", geometries: [] }; // marked as empty
  return parseWkb(blob.subarray(8 + envelope)) ?? { type: "damaged" };
}
