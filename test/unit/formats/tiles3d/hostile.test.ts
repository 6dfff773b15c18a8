// Tilesets that mean harm, or are just broken: the checker ends, tells, and keeps to its limits.

import { describe, expect, it } from "vitest";
import { checkTileset, tilesetExtent } from "../../../../src/formats/tiles3d/check.ts";
import { BOX, glbOf, memory, tilesetOf, triangle } from "./support.ts";

const reasons = async (files: Record<string, string | Uint8Array | object>): Promise<string[]> =>
  (await checkTileset(memory(files))).findings.map((one) => `${one.severity} ${one.file} ${one.path} ${one.reason}`);

describe("hostile tilesets", () => {
  it.each([
    ["no tileset.json", {}],
    ["text", { "tileset.json": "no json" }],
    ["a list", { "tileset.json": "[]" }],
    ["bytes", { "tileset.json": new Uint8Array([0, 159, 146, 150]) }],
    ["no root", { "tileset.json": { asset: { version: "1.1" }, geometricError: 1 } }],
    [
      "a required extension nobody knows",
      { "tileset.json": tilesetOf({}, { extensionsUsed: ["X"], extensionsRequired: ["X"] }) },
    ],
  ])("%s is not usable", async (_, files) => {
    const result = await checkTileset(memory(files as Record<string, string>));
    expect(result.usable).toBe(false);
    expect(result.errors).toBeGreaterThan(0);
  });

  it("takes children a hundred thousand deep", async () => {
    const tile = '{"boundingVolume":{"sphere":[0,0,0,1]},"geometricError":0,"children":[';
    const depth = 100_000;
    const text = `{"asset":{"version":"1.1"},"geometricError":0,"root":${tile.repeat(depth)}${"]}".repeat(depth)}}`;
    const result = await checkTileset(memory({ "tileset.json": text }));
    // Deep JSON may be refused by the parser; then it is told, and nothing breaks.
    expect(result.counts.tiles === depth || result.errors === 1).toBe(true);
  });

  it("ends chains of external tilesets and circles", async () => {
    const chain: Record<string, object> = {};
    for (let i = 0; i < 100; i++)
      chain[i === 0 ? "tileset.json" : `t${i}.json`] = tilesetOf({ content: { uri: `t${i + 1}.json` } });
    expect((await reasons(chain)).join("\n")).toContain("32 deep");
    const itself = { "tileset.json": tilesetOf({ content: { uri: "./x/../tileset.json" } }) };
    expect((await reasons(itself)).join("\n")).toContain("leads back");
  });

  it("looks at a tileset named many times once", async () => {
    const children = Array.from({ length: 1000 }, () => ({
      boundingVolume: BOX,
      geometricError: 1,
      content: { uri: "a.json" },
    }));
    const result = await checkTileset(
      memory({ "tileset.json": tilesetOf({ children }), "a.json": tilesetOf({ geometricError: 0 }) }),
    );
    expect(result.counts).toMatchObject({ tilesets: 2, contents: 1000 });
    expect(result.errors).toBe(0);
  });

  it("stops at its limits and says so", async () => {
    const subtree = {
      tileAvailability: { constant: 1 },
      contentAvailability: [{ constant: 1 }],
      childSubtreeAvailability: { constant: 1 },
    };
    const implicit = {
      subdivisionScheme: "OCTREE",
      subtreeLevels: 4,
      availableLevels: 1_000_000,
      subtrees: { uri: "s.json?{level}{x}{y}{z}" },
    };
    const files = memory({
      "tileset.json": tilesetOf({ content: { uri: "c{level}{x}{y}{z}.glb" }, implicitTiling: implicit }),
      "s.json": subtree,
    });
    const result = await checkTileset(files, "tileset.json", { tiles: 20_000, contents: 5_000, nesting: 4 });
    expect(result.findings[0].reason).toMatch(/beyond 5000 contents|over 20000 tiles/);
    expect(result.counts.contents).toBeLessThan(5_010);
    expect(result.missing.length).toBeLessThanOrEqual(10_000);
  });

  it("refuses subtrees too large to hold", async () => {
    const implicitTiling = {
      subdivisionScheme: "QUADTREE",
      subtreeLevels: 40,
      availableLevels: 40,
      subtrees: { uri: "{level}{x}{y}" },
    };
    expect((await reasons({ "tileset.json": tilesetOf({ implicitTiling }) })).join()).toContain("16 million tiles");
  });

  it("keeps its list short while it counts on", async () => {
    const children = Array.from({ length: 5000 }, () => ({ boundingVolume: BOX, geometricError: -1 }));
    const result = await checkTileset(memory({ "tileset.json": tilesetOf({ children }) }));
    expect(result.errors).toBe(5000);
    expect(result.findings.length).toBe(2000);
  });

  it.each([
    ["b3dm", "b3dm"],
    ["i3dm", "i3dm"],
    ["pnts", "pnts"],
    ["cmpt", "cmpt"],
    ["glTF", "glb"],
  ])("survives %s headers of every kind of nonsense", async (magic, extension) => {
    let told = 0;
    for (let seed = 0; seed < 200; seed++) {
      const bytes = new Uint8Array(12 + ((seed * 7) % 80));
      bytes.forEach((_, i) => {
        bytes[i] = (seed * 31 + i * i * 17) & (seed % 3 === 0 ? 255 : 7);
      });
      bytes.set(new TextEncoder().encode(magic), 0);
      new DataView(bytes.buffer).setUint32(4, magic === "glTF" ? 2 : 1, true);
      if (seed % 2) new DataView(bytes.buffer).setUint32(8, bytes.length, true);
      const result = await checkTileset(
        memory({ "tileset.json": tilesetOf({ content: { uri: `a.${extension}` } }), [`a.${extension}`]: bytes }),
      );
      if (result.errors > 0) told++;
    }
    expect(told).toBeGreaterThan(180);
  });

  it("has no extent for what is not on earth", async () => {
    expect(await tilesetExtent(memory({ "tileset.json": tilesetOf({}) }))).toBeNull();
    expect(await tilesetExtent(memory({}))).toBeNull();
    const region = [2.12, 0.54, 2.13, 0.55, 0, 100];
    const extent = await tilesetExtent(memory({ "tileset.json": tilesetOf({ boundingVolume: { region } }) }));
    expect(extent!.west).toBeCloseTo((2.12 * 180) / Math.PI, 9);
    expect(extent!.high).toBe(100);
  });
});

describe("glTF in tiles", () => {
  const check = (glb: Uint8Array): Promise<string[]> =>
    reasons({ "tileset.json": tilesetOf({ content: { uri: "a.glb" } }), "a.glb": glb });

  it("a sound triangle passes", async () => {
    expect(await check(triangle())).toEqual([]);
  });

  type Json = Record<string, Record<string, never>[]>;
  const spoil = (change: (json: Json) => void): Uint8Array => triangle(change as never);

  it.each([
    [
      "an accessor past its view",
      spoil((j) => Object.assign(j.accessors[0], { count: 4 })),
      "needs 48 bytes of a buffer view of 36",
    ],
    [
      "a view past its buffer",
      spoil((j) => Object.assign(j.bufferViews[1], { byteLength: 100 })),
      "ends at byte 136 of a buffer of 44",
    ],
    [
      "a buffer longer than its chunk",
      spoil((j) => Object.assign(j.buffers[0], { byteLength: 99 })),
      "says 99 bytes, there are 44",
    ],
    ["a mesh that is not there", spoil((j) => Object.assign(j.nodes[0], { mesh: 3 })), "is 3, there are 1 meshes"],
    [
      "an attribute that is not there",
      spoil((j) => Object.assign(j.meshes[0].primitives[0], { attributes: { POSITION: 9 } })),
      "is 9, there are 2 accessors",
    ],
    [
      "indices past the vertices",
      spoil((j) => Object.assign(j.accessors[0], { count: 2 })),
      "entry 2 is 2 of 2 vertices",
    ],
    [
      "a node that is its own parent",
      spoil((j) => Object.assign(j.nodes[0], { children: [0] })),
      "leads back to itself",
    ],
    [
      "feature ids without their attribute",
      spoil((j) =>
        Object.assign(j.meshes[0].primitives[0], {
          extensions: { EXT_mesh_features: { featureIds: [{ featureCount: 3, attribute: 0 }] } },
        }),
      ),
      "_FEATURE_ID_0 is not an attribute",
    ],
    [
      "a property table shorter than its count",
      spoil((j) =>
        Object.assign(j, {
          extensions: {
            EXT_structural_metadata: {
              schema: { id: "s", classes: { c: { properties: { h: { type: "SCALAR", componentType: "FLOAT64" } } } } },
              propertyTables: [{ class: "c", count: 9, properties: { h: { values: 0 } } }],
            },
          },
        }),
      ),
      "holds 36 bytes, 9 rows need 72",
    ],
    [
      "a required extension nobody shows",
      spoil((j) => Object.assign(j, { extensionsUsed: ["FOO"], extensionsRequired: ["FOO"] })),
      "cannot be shown here",
    ],
    ["JSON that is none", glbOf([] as never), "is not an object"],
  ])("%s", async (_, glb, reason) => {
    const found = await check(glb);
    expect(found.join("\n")).toContain(reason);
    expect(found.join("\n")).toContain("error a.glb");
  });
});
