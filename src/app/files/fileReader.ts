// A worker for one opened file: reads it with the builder's own parsers, makes its meshes, and knows its features afterwards.

import { SourceError } from "../../formats/fault.ts";
import { blobFile } from "../../formats/sourceFile.ts";
import type { FileMesh } from "../../globe/layers/temporary/fileLayer.ts";
import { Lookup } from "./lookup.ts";
import type { FromFileWorker, ToFileWorker } from "./protocol.ts";
import { propertiesOf, type ReadLayer, readLayer } from "./readLayer.ts";

const TELL_MS = 150;

let features: ReadLayer["features"] = [];
let lookup: Lookup | undefined;

const say = (message: FromFileWorker, transfer: Transferable[] = []): void => self.postMessage(message, { transfer });

self.onmessage = async ({ data }: MessageEvent<ToFileWorker>) => {
  if (data.type === "open") return open(data);
  let index = data.type === "feature" ? data.index : -1;
  if (data.type === "at") {
    lookup ??= new Lookup(features);
    index = lookup.at(data.lon, data.lat, data.reach);
  }
  const feature = features[index];
  say({ type: "feature", question: data.question, properties: feature ? propertiesOf(feature) : null });
};

async function open({ file, beside, options, ground }: Extract<ToFileWorker, { type: "open" }>): Promise<void> {
  let told = 0;
  try {
    const read = await readLayer(blobFile(file, beside), options, ground, (bytes, count) => {
      const now = performance.now();
      if (now - told < TELL_MS) return;
      told = now;
      say({ type: "progress", bytes, size: file.size, features: count });
    });
    features = read.features;
    say({ type: "ready", mesh: read.mesh, facts: read.facts }, buffersOf(read.mesh));
  } catch (error) {
    const fault =
      error instanceof SourceError
        ? { reason: error.reason, mend: error.mend }
        : { reason: error instanceof Error ? error.message : String(error), mend: "" };
    say({ type: "failed", fault });
  }
}

function buffersOf({ bodies, sheets, lines, points, pointFeatures }: FileMesh): Transferable[] {
  const arrays = [bodies, sheets, lines].flatMap((part) => (part ? [part.positions, part.features, part.indices] : []));
  if (lines) arrays.push(lines.across, lines.side);
  return [...arrays.map((array) => array.buffer), points.buffer, pointFeatures.buffer] as ArrayBuffer[];
}
