// OSM PBF (.osm.pbf): one block at a time; blocks without what a pass wants are not even unpacked.

import { SourceError } from "../fault.ts";
import type { SourceFile } from "../sourceFile.ts";
import type { OsmSource } from "./elements.ts";
import { Blocks, notPbf } from "./pbfBlocks.ts";
import { NODES, RELATIONS, showBlock, WAYS } from "./pbfElements.ts";
import type { Protobuf } from "./protobuf.ts";

/** Features a reader must know to read a file rightly. */
const KNOWN_FEATURES = new Set(["OsmSchema-V0.6", "DenseNodes", "LocationsOnWays"]);

/** @throws SourceError when the file does not begin as OSM PBF or needs what is not known */
export async function pbfSource(file: SourceFile, progress: (position: number) => void): Promise<OsmSource> {
  /** What the block at an offset holds, once seen. */
  const kinds = new Map<number, number>();
  const blocks = new Blocks(file);
  const first = await blocks.at(0);
  if (first === null || first.type !== "OSMHeader") throw notPbf(file.name);
  await guarded(file.name, 0, async () => checkHeader(await blocks.unpack(first), file.name));
  return {
    async *pass(visitor) {
      const wanted = (visitor.node ? NODES : 0) | (visitor.way ? WAYS : 0) | (visitor.relation ? RELATIONS : 0);
      for (let offset = first.end; offset < file.size; ) {
        const block = await blocks.at(offset);
        if (block === null) break;
        const known = kinds.get(offset) ?? NODES | WAYS | RELATIONS;
        if (block.type === "OSMData" && (known & wanted) !== 0)
          await guarded(file.name, offset, async () => {
            kinds.set(offset, showBlock(await blocks.unpack(block), visitor));
          });
        offset = block.end;
        progress(offset);
        yield;
      }
    },
  };
}

/** Turns what is found wrong in a block into an error that names its place. */
async function guarded(name: string, offset: number, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const why = error instanceof Error ? error.message : "cannot be unpacked";
    throw new SourceError(name, `its block at byte ${offset} is damaged: ${why}`, "copy or download the file again");
  }
}

function checkHeader(header: Protobuf, name: string): void {
  const decoder = new TextDecoder();
  while (header.more) {
    const tag = header.tag();
    if (tag !== 34) {
      header.skip(tag & 7);
      continue;
    }
    const feature = decoder.decode(header.message().rest());
    if (KNOWN_FEATURES.has(feature)) continue;
    const history = feature === "HistoricalInformation";
    throw new SourceError(
      name,
      history
        ? "is a history of the map, with every version of its elements"
        : `needs the unknown feature "${feature}"`,
      history ? "take the map of one day out of it, such as with osmium time-filter" : "write it again with osmium cat",
    );
  }
}
