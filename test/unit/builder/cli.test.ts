// The scene command as a person runs it.

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../..");
const dir = mkdtempSync(join(tmpdir(), "yiwang-cli-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    execFile(
      process.execPath,
      ["--import", "tsx", join(ROOT, "src/builder/cli.ts"), ...args],
      { cwd: ROOT },
      (error, out, err) => done({ code: error ? (error.code as unknown as number) : 0, out, err }),
    );
  });

const square = (lon: number, properties: object): object => ({
  type: "Feature",
  properties,
  geometry: {
    type: "Polygon",
    coordinates: [
      [
        [lon, 31],
        [lon + 0.0003, 31],
        [lon + 0.0003, 31.0002],
        [lon, 31.0002],
        [lon, 31],
      ],
    ],
  },
});

describe("npm run scene", () => {
  it("makes, builds and checks a scene of three buildings", async () => {
    const file = join(dir, "houses.geojson");
    const features = [
      square(121, { id: 1, height: 20 }),
      square(121.001, { id: 2, levels: 4 }),
      square(121.002, { id: 3 }),
    ];
    writeFileSync(file, JSON.stringify({ type: "FeatureCollection", features }));
    const made = await run(
      "new",
      join(dir, "three"),
      "--id",
      "three",
      "--name",
      "三栋",
      "--admin-code",
      "310100",
      "--buildings",
      file,
      "--data",
      join(dir, "data"),
      "--workers",
      "1",
    );
    expect(made.err).toBe("");
    expect(made.code).toBe(0);
    expect(made.out).toMatch(/3 buildings \(heights: 1 from storeys, 1 estimated\)/);
    const manifest = JSON.parse(readFileSync(join(dir, "three/scene.json"), "utf8"));
    expect(manifest.sources.buildings.path).toBe(file);
    const built = JSON.parse(readFileSync(join(dir, "data/scenes/three/built.json"), "utf8"));
    expect(built.counts).toMatchObject({ buildings: 3, heightsEstimated: 1, districts: 1 });

    expect(await run("check", join(dir, "three"))).toEqual({ code: 0, out: "no faults\n", err: "" });
    const again = await run("new", join(dir, "three"), "--id", "three", "--name", "三栋", "--buildings", file);
    expect(again.code).toBe(1);
    expect(again.err).toMatch(/exists already → choose another folder/);
  }, 60_000);

  it("names faults and leaves with an error", async () => {
    writeFileSync(join(dir, "three/scene.json"), JSON.stringify({ id: "Three", kinds: [], colour: 1 }));
    const checked = await run("check", join(dir, "three"));
    expect(checked.code).toBe(1);
    expect(checked.err).toMatch(/^colour: is not a word of the manifest → /m);
    expect(checked.err).toMatch(/^name: is missing → /m);
    const built = await run("build", join(dir, "three"), "--data", join(dir, "none"));
    expect(built.code).toBe(1);
    expect(existsSync(join(dir, "none"))).toBe(false);
  }, 60_000);

  it("prints the schema and its help; refuses what it does not know", async () => {
    const [schema, help, wrong, bare] = await Promise.all([
      run("schema"),
      run("--help"),
      run("bake", "x"),
      run("build"),
    ]);
    expect(JSON.parse(schema.out).properties).toHaveProperty("kinds");
    expect(help).toMatchObject({ code: 0, err: "" });
    expect(help.out).toMatch(/npm run scene -- COMMAND/);
    expect(wrong).toMatchObject({ code: 2 });
    expect(wrong.err).toMatch(/there is no command bake/);
    expect(bare.err).toMatch(/build needs a folder/);
  }, 60_000);
});
