// References brought into a built scene: linked, unpacked, checked; what is missing is listed, what is unusable refused.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { placeReferences, referencesExtent } from "../../../src/builder/references.ts";
import { SourceReport } from "../../../src/formats/report.ts";
import { readScene } from "../../../src/twin/scene/readScene.ts";
import { sharedData } from "../../support/need.ts";
import { tilesetOf, triangle } from "../formats/tiles3d/support.ts";

const dir = mkdtempSync(join(tmpdir(), "references-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
let outs = 0;

const put = (name: string, bytes: string | Uint8Array): void => {
  mkdirSync(join(dir, name, ".."), { recursive: true });
  writeFileSync(join(dir, name), bytes);
};

async function place(reference: object, groundAt?: () => number) {
  return placeAll([reference], groundAt);
}

async function placeAll(references: readonly object[], groundAt?: () => number) {
  const scene = readScene({
    id: "town",
    name: { zh: "城" },
    adminCode: "310100",
    sources: { generator: "x.ts" },
    kinds: [],
    references: references.map((one, i) => ({ id: `r${i}`, name: { zh: "图" }, ...one })),
  });
  const out = join(dir, `out${outs++}`);
  const report = new SourceReport();
  return { built: await placeReferences(scene, dir, out, report, groundAt), out, report, scene };
}

describe("placeReferences", () => {
  it("links the files of a tileset, so that nothing is stored twice", async () => {
    put("town/tileset.json", JSON.stringify(tilesetOf({ content: { uri: "a/b.glb" } })));
    put("town/a/b.glb", triangle());
    const { built, out } = await place({ type: "3dtiles", path: "town", heightOffset: 5 });
    expect(built).toEqual([
      {
        spec: expect.objectContaining({ id: "r0", type: "3dtiles", heightOffset: 5 }),
        url: "references/r0/tileset.json",
        missingCount: 0,
        contents: 1,
      },
    ]);
    expect(built[0].spec).not.toHaveProperty("path");
    expect(statSync(join(out, "references/r0/a/b.glb")).ino).toBe(statSync(join(dir, "town/a/b.glb")).ino);
  });

  it("unpacks gzip, which the hub would serve as it is", async () => {
    const text = JSON.stringify(tilesetOf({}));
    put("packed/tileset.json", gzipSync(text));
    const { out, report } = await place({ type: "3dtiles", path: "packed" });
    expect(readFileSync(join(out, "references/r0/tileset.json"), "utf8")).toBe(text);
    expect(report.countOf("unpacked")).toBe(1);
  });

  it("brings in nothing from outside the folder", async () => {
    put("secret.txt", "secret");
    put("linked/tileset.json", JSON.stringify(tilesetOf({})));
    symlinkSync(join(dir, "secret.txt"), join(dir, "linked/secret.txt"));
    const { out } = await place({ type: "3dtiles", path: "linked" });
    expect(() => statSync(join(out, "references/r0/secret.txt"))).toThrow("ENOENT");
  });

  it("lists missing contents and goes on", async () => {
    put("holes/tileset.json", JSON.stringify(tilesetOf({ contents: [{ uri: "x.glb" }, { uri: "y.glb" }] })));
    const { built, report } = await place({ type: "3dtiles", path: "holes" });
    expect(built[0]).toMatchObject({ missingCount: 2, contents: 2 });
    expect(report.toJSON().skipped).toMatchObject([{ reason: "content-missing", features: ["r0/x.glb", "r0/y.glb"] }]);
    expect(report.notes.join()).toContain("2 of 2 contents missing");
  });

  it("takes the levels of a folder of tiles from the folder", async () => {
    put("xyz/3/5/2.png", "x");
    put("xyz/6/40/20.png", "x");
    const { built } = await place({ type: "xyz", path: "xyz" });
    expect(built[0]).toMatchObject({ url: "references/r0/{z}/{x}/{y}.png", spec: { minLevel: 3, maxLevel: 6 } });
  });

  it("takes the files a document names with it, and only those", async () => {
    put(
      "cars/cars.czml",
      JSON.stringify([
        { id: "document", version: "1.0" },
        { id: "a", billboard: { image: "car.png" } },
      ]),
    );
    put("cars/car.png", "x");
    put("cars/other.png", "x");
    const { out, built } = await place({ type: "czml", path: "cars/cars.czml" });
    expect(built[0].url).toBe("references/r0/cars.czml");
    expect(readFileSync(join(out, "references/r0/car.png"), "utf8")).toBe("x");
    expect(() => statSync(join(out, "references/r0/other.png"))).toThrow("ENOENT");
  });

  it("leaves addresses as they are", async () => {
    const { built } = await place({ type: "wms", url: "https://b/wms", layers: "x" });
    expect(built[0]).toMatchObject({ url: "https://b/wms", spec: { type: "wms" } });
  });

  it("reads where PMTiles and terrain are", async () => {
    const head = Buffer.alloc(127);
    head.write("PMTiles");
    head[7] = 3;
    [121.4, 31.2, 121.5, 31.3].forEach((x, i) => {
      head.writeInt32LE(Math.round(x * 1e7), 102 + 4 * i);
    });
    put("a.pmtiles", head);
    put(
      "hills/layer.json",
      JSON.stringify({ format: "quantized-mesh-1.0", tiles: ["{z}/{x}/{y}.terrain"], bounds: [0, 1, 2, 3] }),
    );
    const { built } = await placeAll([
      { type: "pmtiles", path: "a.pmtiles" },
      { type: "terrain-quantized-mesh", path: "hills" },
    ]);
    expect(built[0].extent).toEqual([121.4, 31.2, 121.5, 31.3]);
    expect(built[1]).toMatchObject({ extent: [0, 1, 2, 3], url: "references/r1/" });
  });

  it.each([
    ["what is not there", { type: "3dtiles", path: "nowhere" }, "is not there → correct the path"],
    ["a tileset that is none", { type: "3dtiles", path: "bad" }, "is not JSON"],
    [
      "a tileset beside scene.json",
      { type: "3dtiles", path: "loose.json" },
      "put the tileset into a folder of its own",
    ],
    ["a folder without tiles", { type: "xyz", path: "bad" }, "holds no LEVEL/COLUMN/ROW.png"],
    ["a model that is none", { type: "gltf", path: "bad/tileset.json", position: { lon: 0, lat: 0 } }, "is not JSON"],
    ["CZML that is none", { type: "czml", path: "loose.json" }, "is not CZML"],
    ["PMTiles that are none", { type: "pmtiles", path: "loose.json" }, "is not PMTiles of version 3"],
    ["terrain without layer.json", { type: "terrain-quantized-mesh", path: "bad" }, "holds no layer.json"],
    ["a file where a folder is wanted", { type: "mvt", path: "loose.json" }, "is a file → give the folder"],
  ])("refuses %s", async (_, one, words) => {
    put("bad/tileset.json", "{");
    put("loose.json", "{}");
    await expect(place(one)).rejects.toThrow(words);
  });

  it("tells what all of them cover", async () => {
    put("region/tileset.json", JSON.stringify(tilesetOf({ boundingVolume: { region: [2.1, 0.5, 2.2, 0.6, 0, 9] } })));
    const { scene } = await placeAll([
      { type: "3dtiles", path: "region" },
      { type: "wms", url: "https://b/wms", layers: "x", extent: [100, 20, 101, 21] },
    ]);
    const extent = await referencesExtent(scene, dir);
    expect(extent).toEqual([
      100,
      20,
      expect.closeTo((2.2 * 180) / Math.PI, 9),
      expect.closeTo((0.6 * 180) / Math.PI, 9),
    ]);
    expect(await referencesExtent({ references: [] }, dir)).toBeNull();
  });
});

const sibbe = sharedData("3dtiles/v1.1/sibbe_3dbag_implicit_partial");
describe.skipIf(!sibbe)("a published tileset with holes", () => {
  it("is placed with what is there", async () => {
    const { built, report } = await place({ type: "3dtiles", path: sibbe });
    expect(built[0]).toMatchObject({ missingCount: 3, contents: 6 });
    expect(report.countOf("content-missing")).toBe(3);
    expect(built[0].extent?.[0]).toBeCloseTo(5.8213, 3);
  });

  it("is told to float where the ground is far below, with the offset that mends it", async () => {
    const notes = async (ground: number, heightOffset?: number): Promise<string> =>
      (await place({ type: "3dtiles", path: sibbe, heightOffset }, () => ground)).report.notes.join("\n");
    expect(await notes(0)).toMatch(/begins 115 m above the scene's ground → if it floats, set heightOffset to -115/);
    expect(await notes(200)).toMatch(/begins 85 m below .* is buried, set heightOffset to 85/);
    expect(await notes(0, -110)).not.toMatch(/heightOffset/);
  });
});
