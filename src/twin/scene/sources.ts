// Where a built scene comes from: a generator module, or the files of a real city and how to read them.

import { z } from "zod";
import { BUILDING_USES } from "../nodeTable.ts";
import { id, NETWORKS } from "./words.ts";

/** How one of our attributes is found in a file. */
const mapping = z.union([
  z.string(),
  z
    .strictObject({
      from: z.string().describe("the file's attribute"),
      scale: z.number().describe("a number is multiplied by it, such as 0.3048 for feet").optional(),
      values: z
        .record(z.string(), z.string())
        .describe("the file's value → ours, such as { '01': 'residential' }")
        .optional(),
      otherwise: z.union([z.string(), z.number()]).describe("where the file has none, or none of `values`").optional(),
    })
    .describe("an attribute with another unit or other words"),
]);
export type AttributeMapping = z.infer<typeof mapping>;

const attributeValue = z.union([z.string(), z.number(), z.boolean()]);

const file = {
  path: z.string().describe("file relative to scene.json"),
  format: z.string().describe("id of the format, such as shapefile; without it the file itself tells").optional(),
  layer: z.string().describe("layer or table of a file with several").optional(),
  encoding: z.string().describe("of texts where the file does not tell, such as gbk").optional(),
  crs: z
    .string()
    .describe("EPSG:4326, EPSG:4490, EPSG:4549 …, gcj02 or bd09; without it what the file says, else WGS 84")
    .optional(),
  columns: z
    .strictObject({
      lon: z.string().optional(),
      lat: z.string().optional(),
      z: z.string().optional(),
      wkt: z.string().optional(),
    })
    .describe("columns of a table that hold the coordinates")
    .optional(),
  where: z
    .record(z.string(), z.union([attributeValue, z.array(attributeValue)]))
    .describe("only features whose attribute (as the file calls it) has this value, or one of these")
    .optional(),
  attributes: z
    .record(z.string(), mapping)
    .describe("our attribute → the file's, such as height → GEBHOEHE")
    .optional(),
};

const fileSource = z.strictObject(file);
const solidSource = z.strictObject({
  ...file,
  lod: z.string().describe("level of detail taken from CityJSON or CityGML; the highest if not given").optional(),
});
const placeSource = z.strictObject({
  ...file,
  level: z.enum(["district", "street", "community", "grid"]).default("district"),
});
const pipeSource = z.strictObject({
  ...file,
  network: z.enum(NETWORKS).describe("what flows in them"),
  kind: id.describe("kind of equipment each pipe becomes, so that it has a state; else it is only drawn").optional(),
});
const assetSource = z.strictObject({
  ...file,
  kind: id.describe("kind of facility, equipment or point each feature becomes"),
});

/** What a file is read as, whatever its role. */
export type FileSource = z.infer<typeof fileSource>;
export type SolidSource = z.infer<typeof solidSource>;
export type PlaceFile = z.infer<typeof placeSource>;
export type PipeFile = z.infer<typeof pipeSource>;
export type AssetFile = z.infer<typeof assetSource>;

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]).optional();

/** A synthetic city: a generator module makes it. */
export const generatorSources = z.strictObject({
  generator: z.string().describe("module path relative to scene.json, default export is a CitySource factory"),
  seed: z.int().default(1),
  buildings: z.int().min(100).max(2_000_000).default(60_000),
});

/** A real city: files, each of them optional; one, or a list of them. */
export const fileSources = z.strictObject({
  buildings: oneOrMore(solidSource),
  roads: oneOrMore(fileSource),
  water: oneOrMore(fileSource),
  landuse: oneOrMore(fileSource),
  transit: oneOrMore(fileSource),
  places: oneOrMore(placeSource).describe("polygons of districts, streets, communities or unit grids"),
  points: oneOrMore(fileSource).describe("points of interest that become facilities by their kind"),
  pipes: oneOrMore(pipeSource),
  assets: oneOrMore(assetSource).describe("facilities, equipment and monitoring points of one kind"),
  mixed: oneOrMore(solidSource).describe("a file with several of the above (OSM, CityJSON, CityGML)"),
  gridMetres: z
    .number()
    .min(50)
    .max(2000)
    .describe("edge of generated unit grids where the city has none")
    .default(200),
  storeyMetres: z.number().min(2).max(6).describe("height of a storey where only levels are known").default(3),
  defaultStoreys: z
    .partialRecord(z.enum(BUILDING_USES), z.number().min(1).max(200))
    .describe("storeys of a building of this use where neither height nor levels are known; else by its footprint")
    .default({}),
});
export type FileSources = z.infer<typeof fileSources>;

/** Where the built scene comes from. */
export const sources = z.union([generatorSources, fileSources]);
export type Sources = z.infer<typeof sources>;

/** One or more files as a list. */
export function listOf<T>(given: T | T[] | undefined): T[] {
  return given === undefined ? [] : Array.isArray(given) ? given : [given];
}

/** Every file a scene names, with where it stands in the manifest, such as sources.places[1]. */
export function filesNamed(given: Sources): { at: string; role: keyof FileSources; file: FileSource }[] {
  if ("generator" in given) return [];
  return Object.entries(given).flatMap(([role, value]) => {
    if (typeof value !== "object" || role === "defaultStoreys") return [];
    const list = listOf(value as FileSource | FileSource[]);
    return list.map((one, i) => ({
      at: Array.isArray(value) ? `sources.${role}[${i}]` : `sources.${role}`,
      role: role as keyof FileSources,
      file: one,
    }));
  });
}
