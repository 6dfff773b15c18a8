// The built scene's files as each person may have them: layers by grade, tables with what is not theirs taken out, nothing by another way.

import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import { redactBuildings, redactFootprints, redactLines, redactNodes } from "../../twin/access/redact.ts";
import type { Sight, Sights } from "../../twin/access/sight.ts";
import { type Column, decodeColumns, encodeColumns } from "../../twin/columns.ts";
import type { FootprintColumns, LineColumns } from "../../twin/lines.ts";
import { builtReference } from "../../twin/scene/references.ts";
import { notThere } from "../api/refusal.ts";
import type { BuiltScene } from "../builtScene.ts";
import { needs, sightOf } from "./guard.ts";

const TABLES = ["nodes.bin", "buildings.bin", "footprints.bin", "lines.bin"] as const;
type Table = (typeof TABLES)[number];

/** The same address gives each person what is theirs, so the browser asks again every time; 304 is the usual answer. */
const OWN = "private, no-cache";
const YEAR = "private, max-age=31536000, immutable";

/** @param layers grades of built layers, by id */
export function gradeOfReference(spec: { grade?: number }): number {
  return spec.grade ?? 1;
}

/** built.json as somebody may know it. */
export function sceneFor(built: BuiltScene, sight: Sight): unknown {
  const { manifest, scene } = built;
  const layers = (manifest.layers ?? []) as { id: string }[];
  const references = z.array(builtReference).parse(manifest.references ?? []);
  const { demo: _, ...access } = scene.access;
  return {
    ...manifest,
    scene: { ...manifest.scene, access },
    layers: layers.filter(({ id }) => sight.seesLayer(scene.access.layers[id] ?? 1)),
    references: references.filter(({ spec }) => sight.seesLayer(gradeOfReference(spec))),
    frames: [...sight.frames].sort((a, b) => a - b),
  };
}

export class SceneFiles {
  private readonly folder: string;
  private readonly making = new Map<string, Promise<string>>();
  private readonly references: Map<string, number>;

  /** @param dataDir folder of what the hub keeps: redacted tables are kept below it */
  constructor(
    private readonly built: BuiltScene,
    private readonly sights: Sights,
    dataDir: string,
  ) {
    this.folder = join(dataDir, "redacted", built.scene.id);
    const list = z.array(builtReference).parse(built.manifest.references ?? []);
    this.references = new Map(list.map(({ spec }) => [spec.id, gradeOfReference(spec)]));
  }

  async addRoutes(app: FastifyInstance): Promise<void> {
    const { scene, manifest } = this.built;
    await rm(this.folder, { recursive: true, force: true });
    await app.register(fastifyStatic, {
      root: this.built.directory,
      serve: false,
      preCompressed: true,
      dotfiles: "deny",
      cacheControl: false,
    });
    app.get<{ Params: { "*": string }; Querystring: { v?: string } }>(
      `/scene/${scene.id}/*`,
      { preHandler: needs("city.see") },
      async (request, reply) => {
        const path = posix.normalize(`/${request.params["*"]}`).slice(1);
        const sight = sightOf(this.sights, request);
        const { v = "" } = request.query;
        const versioned = v !== "" && (v === manifest.hash || (v.length >= 8 && manifest.hash.startsWith(v)));
        if ((TABLES as readonly string[]).includes(path)) return this.sendTable(path as Table, sight, reply);
        if (path === "built.json") return reply.header("cache-control", OWN).send(sceneFor(this.built, sight));
        if (!this.isSeen(path, sight)) throw notThere("this file");
        const open = this.gradeOf(path) === 1;
        reply.header("cache-control", versioned && open ? YEAR : OWN);
        return reply.sendFile(path, this.built.directory);
      },
    );
  }

  /** Grade of a file; null for one that is served to nobody. */
  private gradeOf(path: string): number | null {
    // Compressed copies are sent in the place of the file, never by their own names.
    if (/\.(?:br|gz)$/.test(path) || path.includes("\\") || path.includes("\0")) return null;
    const [first, second] = path.split("/");
    if (first === "layers") return this.gradeOfLayer(second);
    if (first === "references") return this.references.get(second) ?? null;
    if (path === "roads.bin") return this.gradeOfLayer("roads");
    return path === "terrain.bin" ? 1 : null;
  }

  private gradeOfLayer(id: string): number {
    return this.built.scene.access.layers[id] ?? 1;
  }

  /** Whether nothing of a table is to be taken out for a sight. */
  private isWhole(table: Table, sight: Sight): boolean {
    return (
      sight.all &&
      (table !== "lines.bin" || ["roads", "rails", "pipes"].every((id) => sight.seesLayer(this.gradeOfLayer(id))))
    );
  }

  private isSeen(path: string, sight: Sight): boolean {
    const grade = this.gradeOf(path);
    return grade !== null && sight.seesLayer(grade);
  }

  private async sendTable(table: Table, sight: Sight, reply: FastifyReply): Promise<FastifyReply> {
    void reply.header("cache-control", OWN);
    if (this.isWhole(table, sight)) return reply.sendFile(table, this.built.directory);
    if (!existsSync(join(this.built.directory, table))) throw notThere("this file");
    return reply.sendFile(table, await this.tablesFor(sight));
  }

  /** Folder of the tables as a sight has them, made when first asked for. */
  private tablesFor(sight: Sight): Promise<string> {
    const folder = join(this.folder, sight.key);
    let made = this.making.get(sight.key);
    if (!made) {
      made = this.make(folder, sight).then(() => folder);
      this.making.set(sight.key, made);
      made.catch(() => this.making.delete(sight.key));
    }
    return made;
  }

  private async make(folder: string, sight: Sight): Promise<void> {
    const { directory, nodes } = this.built;
    await mkdir(folder, { recursive: true });
    await keep(folder, "nodes.bin", redactNodes(nodes, sight).encode());
    const redacted: Partial<Record<Table, (columns: Record<string, Column>) => object>> = {
      "buildings.bin": (columns) => redactBuildings(columns, nodes, sight),
      "footprints.bin": (columns) => redactFootprints(columns as unknown as FootprintColumns, nodes, sight),
      "lines.bin": (columns) =>
        redactLines(columns as unknown as LineColumns, sight, (layer) => this.gradeOfLayer(layer)),
    };
    for (const [table, redact] of Object.entries(redacted)) {
      const file = join(directory, table);
      if (!existsSync(file)) continue;
      const bytes = await readFile(file);
      const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      const { meta, columns } = decodeColumns(buffer);
      await keep(folder, table, encodeColumns(redact(columns) as Record<string, Column>, meta));
    }
  }
}

/** Writes a file and its compressed copies. */
async function keep(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
    promisify(gzip)(bytes),
  ]);
  const write = async (file: string, content: Uint8Array): Promise<void> => {
    await writeFile(join(folder, `${file}.new`), content);
    await rename(join(folder, `${file}.new`), join(folder, file));
  };
  await write(name, bytes);
  await write(`${name}.br`, br);
  await write(`${name}.gz`, gz);
}
