// From nodes, ways and relations to features, in three passes: what is needed, where it is, what it makes.

import type { RawFeature } from "../feature.ts";
import { setOwn } from "../parts.ts";
import { signedArea } from "../polygon.ts";
import type { SourceReport } from "../report.ts";
import { isArea, saysSomething } from "./areas.ts";
import type { OsmSource, Tags } from "./elements.ts";
import { assemble, closedRing, type WayLine } from "./multipolygon.ts";
import { NodeTable } from "./nodeTable.ts";
import { type AreaRelation, Relations } from "./relations.ts";

const BATCH = 512;

const WORDS: Readonly<Record<string, string>> = {
  "id-unusable": "left out: its id is not a whole number",
  "coordinates-not-numbers": "left out: its coordinates are not finite numbers",
  "element-too-large": "left out: it is too large to be held",
  "not-json": "left out: it is not JSON",
};

/**
 * The features of a map: tagged nodes as points, ways as lines or areas, multipolygons and boundaries as areas.
 * Ids and the property `@id` are such as way/123; building parts name their outline in `parent`.
 * Memory: 16 bytes for each node of a way, and the lines of ways in multipolygons.
 */
export async function* osmFeatures(map: OsmSource, source: string, report: SourceReport): AsyncGenerator<RawFeature[]> {
  const maker = new Maker(source, report);
  const { relations, nodes } = maker;
  for await (const _ of map.pass({
    way: (_id, refs, _tags, inline) => {
      if (!inline) for (const ref of refs) nodes.need(ref);
    },
    relation: (id, members, tags) => relations.add(id, members, tags),
    unreadable: (label, reason) => report.skip(source, reason, WORDS[reason] ?? "left out", label),
  }));
  nodes.seal();
  const take = function* (least: number): Generator<RawFeature[]> {
    if (maker.features.length >= least) yield maker.features.splice(0);
  };
  for await (const _ of map.pass({
    node: (id, lon, lat, tags) => maker.node(id, lon, lat, tags),
    center: (type, id, lon, lat, tags) => maker.point(`${type}/${id}`, lon, lat, tags),
    // Nodes only now, so that a bad one is told once.
    unreadable: (label, reason) => {
      if (label.startsWith("node/")) report.skip(source, reason, WORDS[reason] ?? "left out", label);
    },
  }))
    yield* take(BATCH);
  for await (const _ of map.pass({ way: (id, refs, tags, inline) => maker.way(id, refs, tags, inline) }))
    yield* take(BATCH);
  for (const area of relations.areas) {
    maker.area(area);
    yield* take(BATCH);
  }
  yield* take(1);
  maker.end();
}

class Maker {
  readonly features: RawFeature[] = [];
  readonly nodes = new NodeTable();
  readonly relations = new Relations();
  /** Tags of ways that stand for an area relation, until that is made. */
  private readonly described = new Map<number, Tags>();

  constructor(
    private readonly source: string,
    private readonly report: SourceReport,
  ) {}

  node(id: number, lon: number, lat: number, tags: Tags | null): void {
    this.nodes.put(id, lon, lat);
    this.point(`node/${id}`, lon, lat, tags);
  }

  point(id: string, lon: number, lat: number, tags: Tags | null): void {
    if (saysSomething(tags)) this.add(id, tags, { type: "Point", coordinates: [lon, lat] });
  }

  way(id: number, refs: readonly number[], tags: Tags | null, inline: readonly number[] | null): void {
    const { relations } = this;
    const needed = relations.lines.has(id);
    const describes = relations.describing.has(id);
    const alone = !describes && relations.standsAlone(id, tags);
    if (!needed && !alone) return;
    const name = `way/${id}`;
    const { line, missing } = inline ? fromInline(inline) : this.fromNodes(refs);
    // Overpass writes a way into its relation and again by itself: the fuller one counts.
    if (needed && line.length >= (relations.lines.get(id)?.length ?? 0)) relations.lines.set(id, line);
    if (describes && tags) this.described.set(id, tags);
    if (!alone) return;
    const ring = line.length >= 8 && line[0] === line.at(-2) && line[1] === line.at(-1);
    const cut = !ring && missing > 0 && refs.length > 3 && refs[0] === refs.at(-1);
    const area = (ring || cut) && isArea(tags);
    if (line.length < (area ? 6 : 4)) {
      this.skip("nodes-missing", "left out: the file does not have its nodes", name);
      return;
    }
    if (missing > 0) this.repair("nodes-missing", "drawn without the nodes that the file does not have", name);
    if (area) {
      const open = ring ? line.slice(0, -2) : line;
      const outline = closedRing(open);
      if (signedArea(open) < 0) outline.reverse();
      this.add(name, tags, { type: "Polygon", coordinates: [outline] });
    } else this.add(name, tags, { type: "LineString", coordinates: positions(line) });
  }

  area(area: AreaRelation): void {
    const { lines } = this.relations;
    const name = area.describedBy === null ? `relation/${area.id}` : `way/${area.describedBy}`;
    const tags = area.describedBy === null ? area.tags : this.described.get(area.describedBy);
    if (!saysSomething(tags ?? null, { type: "" })) return;
    const known = (ids: readonly number[]): WayLine[] => ids.map((id) => lines.get(id)).filter((line) => !!line);
    const [outers, inners] = [known(area.outers), known(area.inners)];
    if (outers.length < area.outers.length) {
      this.skip("relation-incomplete", "left out: the file does not have all ways of its outline", name);
      return;
    }
    const { polygons, open, stray } = assemble(outers, inners);
    if (polygons.length === 0) {
      this.skip("ring-open", "left out: its ways do not close to an outline", name);
      return;
    }
    if (open > 0) this.repair("ring-open", "drawn without ways that do not close to a ring", name);
    if (stray > 0) this.repair("hole-outside", "drawn without holes that lie outside of it", name);
    if (inners.length < area.inners.length)
      this.repair("holes-missing", "drawn without holes whose ways the file does not have", name);
    this.add(
      name,
      tags!,
      polygons.length === 1
        ? { type: "Polygon", coordinates: polygons[0] }
        : { type: "MultiPolygon", coordinates: polygons },
    );
  }

  end(): void {
    const { others } = this.relations;
    if (others.size === 0) return;
    const kinds = [...others].sort(([, a], [, b]) => b - a).map(([type, n]) => `${n} × ${type || "without type"}`);
    this.report.notes.push(
      `${this.source}: relations that make no area are not drawn (${kinds.slice(0, 8).join(", ")})`,
    );
  }

  private fromNodes(refs: readonly number[]): { line: WayLine; missing: number } {
    const line = new Float64Array(2 * refs.length);
    let [n, missing] = [0, 0];
    for (const ref of refs) {
      const place = this.nodes.get(ref);
      if (!place) missing++;
      else {
        line[n++] = place[0];
        line[n++] = place[1];
      }
    }
    return { line: n === line.length ? line : line.slice(0, n), missing };
  }

  private add(id: string, tags: Tags, geometry: object): void {
    const { parents, buildingTags } = this.relations;
    const properties: Record<string, unknown> = { "@id": id };
    for (const key of Object.keys(tags)) setOwn(properties, key, tags[key]);
    const more = buildingTags.get(id);
    if (more)
      for (const key of Object.keys(more))
        if (key !== "type" && !Object.hasOwn(properties, key)) setOwn(properties, key, more[key]);
    const parent = parents.get(id);
    this.features.push({ id, properties, geometry, ...(parent !== undefined && { parent }), where: id });
  }

  private skip(reason: string, action: string, name: string): void {
    this.report.skip(this.source, reason, action, name);
  }

  private repair(reason: string, action: string, name: string): void {
    this.report.repair(this.source, reason, action, name);
  }
}

function fromInline(inline: readonly number[]): { line: WayLine; missing: number } {
  const known: number[] = [];
  for (let i = 0; i + 1 < inline.length; i += 2)
    if (Number.isFinite(inline[i]) && Number.isFinite(inline[i + 1])) known.push(inline[i], inline[i + 1]);
  return { line: Float64Array.from(known), missing: (inline.length - known.length) / 2 };
}

function positions(line: WayLine): number[][] {
  const out: number[][] = [];
  for (let i = 0; i < line.length; i += 2) out.push([line[i], line[i + 1]]);
  return out;
}
