// OpenStreetMap in its three usual files: XML (.osm), PBF (.osm.pbf) and what Overpass answers in JSON.

import type { Format, OpenedFile } from "../format.ts";
import type { SourceFile } from "../sourceFile.ts";
import { xmlEncoding } from "../xml.ts";
import { osmFeatures } from "./assemble.ts";
import type { OsmSource } from "./elements.ts";
import { jsonSource } from "./jsonSource.ts";
import { pbfSource } from "./pbfSource.ts";
import { xmlSource } from "./xmlSource.ts";

type Kind = "xml" | "pbf" | "json";

/** OSM elements as features; the coordinates are WGS 84 degrees by definition. */
export const osm: Format = {
  id: "osm",
  title: "OpenStreetMap (XML, PBF, Overpass JSON)",
  extensions: ["osm", "pbf", "json", "xml"],

  recognises: (head) => kindOf(head) !== null,

  async open(file, options): Promise<OpenedFile> {
    let position = 0;
    const progress = (bytes: number): void => {
      position = bytes;
    };
    const kind = kindOf(await file.read(0, 4096)) ?? kindByName(file.name);
    const encoding = kind === "xml" ? await xmlEncoding(file, options.encoding) : kind === "json" ? "utf-8" : null;
    const map = await sourceOf(file, kind, encoding, progress);
    return {
      crs: "CRS84",
      encoding,
      expected: null,
      features: () => osmFeatures(map, options.source, options.report),
      position: () => position,
      close: async () => {},
    };
  },
};

async function sourceOf(
  file: SourceFile,
  kind: Kind,
  encoding: string | null,
  progress: (position: number) => void,
): Promise<OsmSource> {
  if (kind === "pbf") return pbfSource(file, progress);
  if (kind === "json") return jsonSource(file, progress);
  return xmlSource(file, encoding ?? "utf-8", progress);
}

/** Which of the files it is by its first bytes, or null. */
function kindOf(head: Uint8Array): Kind | null {
  // 4 bytes of length, then a string field of 9 bytes: OSMHeader.
  if (head[0] === 0 && head[1] === 0 && new TextDecoder("latin1").decode(head.subarray(4, 15)) === "\n\tOSMHeader")
    return "pbf";
  const text = new TextDecoder().decode(head).replaceAll("\0", "");
  if (/^\s*</.test(text) && /<osm(Change)?[\s>]/.test(text)) return "xml";
  if (/^\s*\{/.test(text) && /"(osm3s|generator)"\s*:/.test(text) && /"elements"\s*:|Overpass/.test(text))
    return "json";
  return null;
}

const kindByName = (name: string): Kind => (/\.pbf$/i.test(name) ? "pbf" : /\.json$/i.test(name) ? "json" : "xml");
