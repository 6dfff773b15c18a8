// An EPANET network in memory: nodes with their places, links with their ends and bends, lengths in metres whatever the file counts in.

import { SourceError } from "../fault.ts";
import type { SourceReport } from "../report.ts";
import type { Row, Section } from "./lines.ts";

/** Nodes and links together that are held: far beyond any network that EPANET can run. */
const MOST = 5_000_000;
const FOOT = 0.3048;
const INCH = 0.0254;
/** Units of flow that go with feet and inches (user manual, appendix A); all others go with metres and millimetres. */
const US_FLOWS = new Set(["CFS", "GPM", "MGD", "IMGD", "AFD"]);
const METRIC_FLOWS = new Set(["LPS", "LPM", "MLD", "CMH", "CMD", "CMS"]);

export type NodeType = "Junction" | "Reservoir" | "Tank";
export type LinkType = "Pipe" | "Pump" | "Valve";

export interface NetworkNode {
  type: NodeType;
  id: string;
  line: number;
  /** Elevation (of a reservoir: head), in the file's unit; NaN when it is not written. */
  elevation: number;
  /** Of tanks, in the file's unit. */
  diameter: number;
  x: number;
  y: number;
  tag?: string;
}

export interface NetworkLink {
  type: LinkType;
  id: string;
  line: number;
  from: string;
  to: string;
  /** In the file's units: ft or m, in or mm. */
  length: number;
  diameter: number;
  roughness: number;
  /** PRV, PSV, PBV, FCV, TCV or GPV. */
  valveType?: string;
  status?: string;
  /** x, y of its bends. */
  bends: number[];
  tag?: string;
}

export interface Network {
  nodes: Map<string, NetworkNode>;
  links: Map<string, NetworkLink>;
  /** Metres of the file's unit of length, and of pipe diameters. */
  lengthMetres: number;
  diameterMetres: number;
}

const NODES: Partial<Record<Section, NodeType>> = { junctions: "Junction", reservoirs: "Reservoir", tanks: "Tank" };
const LINKS: Partial<Record<Section, LinkType>> = { pipes: "Pipe", pumps: "Pump", valves: "Valve" };

const numberOf = (word: string | undefined): number => (word === undefined || word === "" ? Number.NaN : Number(word));

/** @throws SourceError when it is no network, or larger than can be held */
export async function readNetwork(
  rows: AsyncIterable<Row>,
  name: string,
  source: string,
  report: SourceReport,
): Promise<Network> {
  const nodes = new Map<string, NetworkNode>();
  const links = new Map<string, NetworkLink>();
  const places = new Map<string, [number, number]>();
  const bends = new Map<string, number[]>();
  const status = new Map<string, string>();
  const tags: [string, string, string][] = [];
  let held = 0;
  let units = "GPM"; // EPANET's own default
  const bad = (line: number, words: readonly string[]): void =>
    report.skip(source, "row-incomplete", "left out: a row without what it needs", `line ${line} ${words[0] ?? ""}`);
  const twice = (line: number, id: string): void =>
    report.skip(source, "id-twice", "left out: one of the same kind and id stands above", `line ${line} ${id}`);

  for await (const { section, words, line } of rows) {
    if (++held > MOST) throw new SourceError(name, `has more than ${MOST} rows`, "give the network in pieces");
    const [id = ""] = words;
    const nodeType = NODES[section];
    const linkType = LINKS[section];
    if (nodeType) {
      const node = { type: nodeType, id, line, elevation: numberOf(words[1]), x: Number.NaN, y: Number.NaN };
      if (nodes.has(id)) twice(line, id);
      else nodes.set(id, { ...node, diameter: nodeType === "Tank" ? numberOf(words[5]) : Number.NaN });
    } else if (linkType) {
      if (words.length < 3) bad(line, words);
      else if (links.has(id)) twice(line, id);
      else links.set(id, linkOf(linkType, words, line));
    } else if (section === "coordinates" || section === "vertices") {
      const [x, y] = [numberOf(words[1]), numberOf(words[2])];
      if (!Number.isFinite(x) || !Number.isFinite(y)) bad(line, words);
      else if (section === "coordinates") places.set(id, [x, y]);
      else {
        const list = bends.get(id);
        if (list) list.push(x, y);
        else bends.set(id, [x, y]);
      }
    } else if (section === "status" && words[1]) status.set(id, words[1]);
    else if (section === "tags" && words[2]) tags.push([words[0].toUpperCase(), words[1], words[2]]);
    else if (section === "options" && /^UNITS$/i.test(id) && words[1]) units = words[1].toUpperCase();
  }

  if (nodes.size === 0)
    throw new SourceError(name, "has no nodes: no [JUNCTIONS], [RESERVOIRS] or [TANKS]", "export the network again");
  for (const [id, [x, y]] of places) {
    const node = nodes.get(id);
    if (node) Object.assign(node, { x, y });
  }
  if (places.size === 0)
    throw new SourceError(name, "has no [COORDINATES]: it is not said where its nodes are", "export it with its map");
  for (const [id, list] of bends) {
    const link = links.get(id);
    if (link) link.bends = list;
  }
  for (const [id, word] of status) {
    const link = links.get(id);
    if (link) link.status = word;
  }
  for (const [kind, id, tag] of tags) {
    const named = kind.startsWith("NODE") ? nodes.get(id) : links.get(id);
    if (named) named.tag = tag;
  }
  if (!US_FLOWS.has(units) && !METRIC_FLOWS.has(units))
    report.note(`${source}: its units "${units.slice(0, 20)}" are not known; lengths are taken as metres`);
  const us = US_FLOWS.has(units);
  return { nodes, links, lengthMetres: us ? FOOT : 1, diameterMetres: us ? INCH : 0.001 };
}

/** Columns as they stand in [PIPES], [PUMPS] and [VALVES]. */
function linkOf(type: LinkType, words: readonly string[], line: number): NetworkLink {
  const [id, from, to] = words;
  const link: NetworkLink = {
    type,
    id,
    line,
    from,
    to,
    length: Number.NaN,
    diameter: Number.NaN,
    roughness: Number.NaN,
    bends: [],
  };
  if (type === "Pipe") {
    Object.assign(link, { length: numberOf(words[3]), diameter: numberOf(words[4]), roughness: numberOf(words[5]) });
    // The status may stand in the place of the loss coefficient.
    link.status = [words[7], words[6]].find((word) => word !== undefined && /^(open|closed|cv)$/i.test(word));
  } else if (type === "Valve") {
    link.diameter = numberOf(words[3]);
    link.valveType = words[4]?.toUpperCase();
  }
  return link;
}
