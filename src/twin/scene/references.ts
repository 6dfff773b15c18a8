// Existing layers a scene shows as they are, without converting them: tilesets, imagery, vector tiles, terrain, models.

import { z } from "zod";
import type { SceneFault } from "./faults.ts";
import { bilingual, id } from "./words.ts";

const url = z
  .string()
  .regex(/^(?:https?:\/\/[^\s"';,<>]+|\/(?!\/)[^\s"';<>]*)$/i, "an address that starts with http://, https:// or /");

const level = z.int().min(0).max(24);

/** A key some servers want: its value comes from the hub's environment and never stands in the manifest. */
const token = z
  .strictObject({
    name: id.describe("the hub takes the value from the environment: YIWANG_TOKEN_NAME, dashes as underscores"),
    param: z
      .string()
      .regex(/^[\w.-]+$/, "a query parameter, such as access_token")
      .default("access_token"),
  })
  .describe("a key that the server wants in its addresses");

const common = {
  id,
  name: bilingual,
  shown: z.boolean().describe("whether it is shown when the scene opens").default(true),
  attribution: z.string().min(1).describe("whose data this is, for the corner of the map").optional(),
  grade: z
    .int()
    .min(1)
    .max(6)
    .describe("data grade, one of `grades`; who may see less does not get the layer")
    .optional(),
  token: token.optional(),
};

/** Files beside scene.json, or an address; exactly one of them. */
const place = {
  path: z
    .string()
    .min(1)
    .describe("file or folder relative to scene.json; it is brought into the built scene")
    .optional(),
  url: url.optional(),
};

const extent = z
  .tuple([
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
    z.number().min(-180).max(180),
    z.number().min(-90).max(90),
  ])
  .describe("[west, south, east, north] in degrees: nothing is asked for beyond");

const opacity = z.number().min(0).max(1).default(1);
const levels = { minLevel: level.default(0), maxLevel: level.default(18), extent: extent.optional() };
const subdomains = z
  .array(z.string().regex(/^[a-z0-9-]+$/i, "letters, digits and dashes"))
  .min(1)
  .describe("what {s} in the address stands for, in turn")
  .optional();
const tileSize = z.union([z.literal(256), z.literal(512)]).default(256);
const heightOffset = z.number().min(-10_000).max(10_000).describe("m to raise it by; negative lowers").default(0);

/** One existing layer, told apart by `type`. */
export const reference = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("3dtiles"),
    ...common,
    ...place,
    heightOffset,
    maximumScreenSpaceError: z
      .number()
      .min(1)
      .max(256)
      .describe("pixels of error allowed; larger loads less")
      .default(16),
  }),
  z.strictObject({
    type: z.literal("gltf"),
    ...common,
    ...place,
    position: z.strictObject({
      lon: z.number().min(-180).max(180),
      lat: z.number().min(-90).max(90),
      height: z.number().describe("m above the ellipsoid").default(0),
      heading: z.number().describe("degrees clockwise from north").default(0),
    }),
    scale: z.number().positive().default(1),
  }),
  z.strictObject({ type: z.literal("czml"), ...common, ...place }),
  z.strictObject({
    type: z.literal("wms"),
    ...common,
    url,
    layers: z.string().min(1),
    styles: z.string().default(""),
    format: z.string().default("image/png"),
    version: z.enum(["1.1.1", "1.3.0"]).default("1.1.1"),
    tileSize,
    opacity,
    ...levels,
  }),
  z.strictObject({
    type: z.literal("wmts"),
    ...common,
    url,
    layer: z.string().min(1),
    style: z.string().default("default"),
    format: z.string().default("image/png"),
    tileMatrixSet: z.string().min(1),
    crs: z.enum(["EPSG:3857", "EPSG:4326", "EPSG:4490"]).default("EPSG:3857"),
    labels: z.string().describe("put before the level to name a tile matrix, such as EPSG:3857:").default(""),
    levelOffset: z.int().min(-4).max(4).describe("added to the level to name a tile matrix").default(0),
    subdomains,
    opacity,
    ...levels,
  }),
  z.strictObject({
    type: z.literal("tianditu"),
    ...common,
    url: url.describe("address of a mirror, without /vec_w/wmts").default("https://t{s}.tianditu.gov.cn"),
    layer: z.enum(["vec", "img", "ter", "cva", "cia", "cta", "ibo"]).default("img"),
    projection: z.enum(["w", "c"]).describe("w: Web Mercator, c: degrees (CGCS 2000)").default("w"),
    subdomains: subdomains.default(["0", "1", "2", "3", "4", "5", "6", "7"]),
    opacity,
    ...levels,
    minLevel: level.default(1),
  }),
  z.strictObject({
    type: z.literal("xyz"),
    ...common,
    ...place,
    format: z.enum(["png", "jpg", "webp"]).describe("ending of the files, with `path`").default("png"),
    tms: z.boolean().describe("y counts from the south").default(false),
    crs: z.enum(["EPSG:3857", "EPSG:4326"]).default("EPSG:3857"),
    subdomains,
    tileSize,
    opacity,
    ...levels,
  }),
  z.strictObject({
    type: z.literal("mvt"),
    ...common,
    ...place,
    format: z.enum(["pbf", "mvt"]).describe("ending of the files, with `path`").default("pbf"),
    layers: z.array(z.string()).describe("names of the layers to draw; all if not given").optional(),
    subdomains,
    opacity,
    ...levels,
    maxLevel: level.default(14),
  }),
  z.strictObject({
    type: z.literal("pmtiles"),
    ...common,
    ...place,
    layers: z.array(z.string()).describe("names of the layers to draw; all if not given").optional(),
    opacity,
  }),
  z.strictObject({ type: z.literal("terrain-quantized-mesh"), ...common, ...place }),
  z.strictObject({
    type: z.literal("terrain-rgb"),
    ...common,
    ...place,
    encoding: z.enum(["mapbox", "terrarium"]).default("mapbox"),
    subdomains,
    tileSize,
    ...levels,
    maxLevel: level.default(14),
  }),
]);
/** A checked reference, defaults filled in. */
export type Reference = z.infer<typeof reference>;
export type ReferenceType = Reference["type"];
export type ReferenceOf<T extends ReferenceType> = Extract<Reference, { type: T }>;

/** A reference in a built scene: where it is now, and what of it is missing. */
export const builtReference = z.object({
  spec: reference,
  /** Address: of another host, from the root of this one, or relative to built.json. May be a template. */
  url: z.string(),
  /** Contents that are not there: 3D Tiles only. */
  missingCount: z.int().nonnegative().default(0),
  contents: z.int().nonnegative().default(0),
  /** [west, south, east, north] degrees where known. */
  extent: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
});
export type BuiltReference = z.infer<typeof builtReference>;

/** Types whose tiles lie on the ground like a carpet. */
export const IMAGERY_TYPES = ["wms", "wmts", "tianditu", "xyz", "mvt", "pmtiles"] as const;
export const TERRAIN_TYPES = ["terrain-quantized-mesh", "terrain-rgb"] as const;

const TEMPLATED: readonly string[] = ["xyz", "mvt", "terrain-rgb"];

/** What one field of a reference cannot know. */
export function referenceFaults(references: readonly Reference[]): SceneFault[] {
  const faults: SceneFault[] = [];
  const seen = new Set<string>();
  references.forEach((one, i) => {
    const path = `references[${i}]`;
    if (seen.has(one.id))
      faults.push({ path: `${path}.id`, reason: `"${one.id}" stands twice`, mend: "give each its own id" });
    seen.add(one.id);
    const file = "path" in one ? one.path : undefined;
    if (file === undefined && one.url === undefined)
      faults.push({ path, reason: "has neither path nor url", mend: "write where it is: a path or a url" });
    if (file !== undefined && one.url !== undefined)
      faults.push({ path, reason: "has path and url", mend: "keep one of them" });
    if (one.url !== undefined) faults.push(...urlFaults(one, one.url, `${path}.url`));
    if ("extent" in one && one.extent && (one.extent[0] >= one.extent[2] || one.extent[1] >= one.extent[3]))
      faults.push({ path: `${path}.extent`, reason: "is empty", mend: "write [west, south, east, north]" });
    if ("minLevel" in one && one.minLevel > one.maxLevel)
      faults.push({ path: `${path}.minLevel`, reason: "is above maxLevel", mend: "swap them" });
  });
  return faults;
}

function urlFaults(one: Reference, address: string, path: string): SceneFault[] {
  const faults: SceneFault[] = [];
  const has = (name: string): boolean => address.includes(`{${name}}`);
  if (TEMPLATED.includes(one.type) && !(has("z") && has("x") && (has("y") || has("reverseY") || has("-y"))))
    faults.push({ path, reason: "names no tile", mend: "write {z}, {x} and {y} into it" });
  if (has("s") && !("subdomains" in one && one.subdomains))
    faults.push({ path, reason: "has {s}, but there are no subdomains", mend: 'add "subdomains": ["a", "b"]' });
  if (hostsOf(address, "subdomains" in one ? one.subdomains : undefined) === null)
    faults.push({ path, reason: "is no address", mend: "write https://host/path" });
  return faults;
}

/** Origins an address leads to, none for our own; null when it is no address. */
function hostsOf(address: string, subdomains: readonly string[] | undefined): string[] | null {
  if (address.startsWith("/")) return [];
  const origins = (subdomains && address.includes("{s}") ? subdomains : [""]).map((name) => {
    const text = address.replaceAll("{s}", name);
    return URL.canParse(text) ? new URL(text).origin : "";
  });
  // A {…} left in the host would name any host.
  return origins.every((origin) => /^https?:\/\/[a-z0-9.:[\]-]+$/i.test(origin)) ? [...new Set(origins)] : null;
}

/** Origins of other hosts that a scene's references ask, such as https://t0.tianditu.gov.cn: what the page must be allowed. */
export function referenceOrigins(references: readonly Pick<BuiltReference, "spec" | "url">[]): string[] {
  const origins = references.flatMap(({ spec, url: address }) =>
    /^https?:/i.test(address) ? (hostsOf(address, "subdomains" in spec ? spec.subdomains : undefined) ?? []) : [],
  );
  return [...new Set(origins)].sort();
}

/** The token a reference wants: 天地图 always wants one. */
export function tokenOf(one: Reference): { name: string; param: string } | undefined {
  if (one.token) return one.token;
  return one.type === "tianditu" ? { name: "tianditu", param: "tk" } : undefined;
}

/** Name of the environment variable that holds a token, such as YIWANG_TOKEN_TIANDITU. */
export const tokenVariable = (name: string): string => `YIWANG_TOKEN_${name.toUpperCase().replaceAll("-", "_")}`;
