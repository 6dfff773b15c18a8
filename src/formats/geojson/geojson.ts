// GeoJSON of any size: collections, newline-delimited files, text sequences (RFC 8142), lone features, in any common encoding.

import { SourceError } from "../fault.ts";
import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile } from "../format.ts";
import { asObject } from "../objects.ts";
import { extensionOf, type SourceFile } from "../sourceFile.ts";
import { encodingOf, utf8Of } from "../text.ts";
import { crsOf } from "./features.ts";
import { EndsInMiddle } from "./jsonBytes.ts";
import { GeoJsonWalk } from "./walk.ts";

/** Bytes at the end of the file in which a crs member behind the features is looked for. */
const TAIL = 1 << 16;
const EXTENSIONS = ["geojson", "json", "geojsonl", "geojsons", "geojsonseq", "ndjson", "ndgeojson", "jsonl"];

export const geojson: Format = {
  id: "geojson",
  title: "GeoJSON",
  extensions: EXTENSIONS,

  recognises(head, name) {
    let i = 0;
    while (i < head.length && (head[i] <= 0x20 || head[i] >= 0xef || head[i] === 0xbb || head[i] === 0xbf)) i++;
    if (head[i] !== 0x7b && head[i] !== 0x5b) return false;
    if (EXTENSIONS.includes(extensionOf(name))) return true;
    const text = new TextDecoder().decode(head).replaceAll("\0", "");
    return /"type"\s*:\s*"(FeatureCollection|Feature|(Multi)?(Point|LineString|Polygon)|GeometryCollection)"/.test(
      text,
    );
  },

  async open(file, options): Promise<OpenedFile> {
    const encoding = await encodingOf(file, options.encoding);
    let position = 0;
    const stream = (): AsyncIterable<Uint8Array> => utf8Of(file, encoding, (bytes) => (position = bytes));
    const head = await new GeoJsonWalk(file.name, stream()).head().catch((error) => counted(file, encoding, error));
    const crs = head.crs ?? (head.shape === "collection" ? await tailCrs(file, encoding) : null);
    return {
      crs,
      encoding,
      expected: null,
      features: () => features(),
      position: () => position,
      close: async () => {},
    };

    async function* features(): AsyncGenerator<RawFeature[]> {
      const walk = new GeoJsonWalk(file.name, stream());
      try {
        yield* walk.features(head.shape);
      } catch (error) {
        await counted(file, encoding, error);
      }
      if (walk.crs !== null && walk.crs !== crs)
        throw new SourceError(
          file.name,
          `names its coordinate system ${walk.crs} where it was not looked for`,
          "name it with crs, or write the crs member before the features",
        );
    }
  },
};

/** Throws the error of a truncated file with its length in characters; any other as it is. */
async function counted(file: SourceFile, encoding: string, error: unknown): Promise<never> {
  if (!(error instanceof EndsInMiddle)) throw error;
  let characters = 0;
  for await (const chunk of utf8Of(file, encoding, () => {}))
    for (let i = 0; i < chunk.length; i++) if ((chunk[i] & 0xc0) !== 0x80) characters++;
  throw new EndsInMiddle(file.name, characters);
}

/** crs member that stands behind the features: the text from it on, with { before it, is an object. */
async function tailCrs(file: SourceFile, encoding: string): Promise<string | null> {
  const from = Math.max(0, file.size - TAIL);
  const bytes = await file.read(from - (from % 2), TAIL + 1);
  const text = new TextDecoder(encoding).decode(bytes);
  for (let at = text.lastIndexOf('"crs"'); at >= 0; at = at > 0 ? text.lastIndexOf('"crs"', at - 1) : -1)
    try {
      return crsOf(asObject(JSON.parse(`{${text.slice(at)}`))?.crs);
    } catch {
      // a property of a feature that happens to have this name
    }
  return null;
}
