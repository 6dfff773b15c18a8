// EPANET input files (.inp): a water network's junctions, reservoirs, tanks, pipes, pumps and valves as features.

import type { RawFeature } from "../feature.ts";
import type { Format, OpenedFile, OpenOptions } from "../format.ts";
import { extensionOf } from "../sourceFile.ts";
import { encodingOf } from "../text.ts";
import { rowsOf } from "./lines.ts";
import { type Network, type NetworkLink, type NetworkNode, readNetwork } from "./network.ts";

const BATCH = 512;
const HEADINGS = /^\s*\[(JUNCTIONS|RESERVOIRS|TANKS|PIPES|PUMPS|VALVES|COORDINATES)\]/im;

export const epanet: Format = {
  id: "epanet",
  title: "EPANET",
  extensions: ["inp"],

  recognises(head, name) {
    const text = new TextDecoder("latin1").decode(head);
    return HEADINGS.test(text) || (extensionOf(name) === "inp" && /^\s*(;|\[[A-Z]+\])/im.test(text));
  },

  async open(file, options): Promise<OpenedFile> {
    const encoding = await encodingOf(file, options.encoding);
    let position = 0;
    const rows = rowsOf(file, encoding, options.source, options.report, (bytes) => {
      position = bytes;
    });
    const network = await readNetwork(rows, file.name, options.source, options.report);
    return {
      crs: null,
      needsCrs: true,
      encoding,
      expected: network.nodes.size + network.links.size,
      features: () => featuresOf(network, options),
      position: () => position,
      close: async () => {},
    };
  },
};

async function* featuresOf(network: Network, options: OpenOptions): AsyncGenerator<RawFeature[]> {
  const { source, report, layer } = options;
  const wanted = layer?.toLowerCase();
  // Nodes and links may have the same ids; then links are told apart by their type.
  const shared = [...network.links.keys()].some((id) => network.nodes.has(id));
  if (shared) report.note(`${source}: nodes and links have the same ids; links are called pipe-…, pump-…, valve-…`);
  let batch: RawFeature[] = [];
  for (const made of madeOf()) {
    if (wanted !== undefined && String(made.properties.type).toLowerCase() !== wanted) continue;
    batch.push(made);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;

  function* madeOf(): Generator<RawFeature> {
    for (const node of network.nodes.values())
      if (Number.isFinite(node.x)) yield nodeFeature(node, network);
      else report.skip(source, "no-coordinates", "left out: [COORDINATES] does not have it", `${node.type} ${node.id}`);
    for (const link of network.links.values()) {
      const [from, to] = [network.nodes.get(link.from), network.nodes.get(link.to)];
      if (!from || !to || !Number.isFinite(from.x) || !Number.isFinite(to.x))
        report.skip(source, "end-missing", "left out: one of its ends is nowhere", `${link.type} ${link.id}`);
      else yield linkFeature(link, from, to, network, shared);
    }
  }
}

function nodeFeature(node: NetworkNode, { lengthMetres }: Network): RawFeature {
  return {
    id: node.id,
    properties: {
      type: node.type,
      code: node.id,
      ...numbers({ elevation: node.elevation * lengthMetres, diameter: node.diameter * lengthMetres }),
      ...(node.tag ? { tag: node.tag } : {}),
    },
    geometry: { type: "Point", coordinates: [node.x, node.y] },
    where: `line ${node.line}`,
  };
}

function linkFeature(
  link: NetworkLink,
  from: NetworkNode,
  to: NetworkNode,
  { lengthMetres, diameterMetres }: Network,
  shared: boolean,
): RawFeature {
  const code = shared ? `${link.type.toLowerCase()}-${link.id}` : link.id;
  const coordinates = [[from.x, from.y]];
  for (let i = 0; i < link.bends.length; i += 2) coordinates.push([link.bends[i], link.bends[i + 1]]);
  coordinates.push([to.x, to.y]);
  // Water runs both ways through a pipe; pumps, valves and pipes with a check valve have a direction.
  const directed = link.type !== "Pipe" || /^cv$/i.test(link.status ?? "");
  return {
    id: code,
    properties: {
      type: link.type,
      code,
      fromNode: link.from,
      toNode: link.to,
      ...(directed ? { downstream: link.to } : {}),
      ...numbers({
        length: link.length * lengthMetres,
        diameter: link.diameter * diameterMetres,
        roughness: link.roughness,
      }),
      ...(link.valveType ? { valveType: link.valveType } : {}),
      ...(link.status ? { status: link.status } : {}),
      ...(link.tag ? { tag: link.tag } : {}),
    },
    geometry: { type: "LineString", coordinates },
    where: `line ${link.line}`,
  };
}

/** Those that are numbers, to a tenth of a millimetre. */
const numbers = (values: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      Number.isFinite(value) ? [[name, Math.round(value * 1e4) / 1e4]] : [],
    ),
  );
