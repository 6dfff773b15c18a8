// Building features to rows of the store: heights found, surfaces kept, codes made unique. Parts and estimates are settled at the end.

import { metresOf, textOf } from "../../formats/attributes.ts";
import { convexHull, type Rings, signedArea } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import { chooseLod, type SolidMesh, solidMesh } from "../../formats/solidMesh.ts";
import type { BuildingUse } from "../../twin/nodeTable.ts";
import { TRAIT } from "../../twin/nodeTable.ts";
import type { BuildingStore } from "../store/buildingStore.ts";
import { TextColumn } from "../store/textColumn.ts";
import { USES } from "./kinds.ts";
import { RowIds, TimesMet } from "./rowIds.ts";
import type { FromFile, Taker } from "./taker.ts";

const SOURCE = "buildings";
/** Heights outside of this cannot be, m: the highest building stands at 828 m. */
const LOWEST = 0.5;
const HIGHEST = 1000;
/** Ground-standing parts that cover this share of an outline stand for it. */
const COVERS = 0.5;

/** Storeys assumed where neither height nor levels are known, by footprint in m² (ours). Always flagged as estimated. */
const STOREYS: readonly (readonly [number, number])[] = [
  [50, 1],
  [200, 2],
  [800, 5],
  [5000, 6],
  [Infinity, 4],
];
/** Storeys assumed for some uses whatever the footprint (ours). */
const STOREYS_OF_USE: Partial<Record<BuildingUse, number>> = { industrial: 2, transport: 2, heritage: 2 };

export interface BuildingOptions {
  /** Height of a storey where only levels are known, m. */
  storeyMetres: number;
  /** Storeys by use where nothing is known. */
  defaultStoreys?: Partial<Record<BuildingUse, number>>;
}

interface Part {
  row: number;
  root: string;
}

export class BuildingTaker implements Taker {
  /** Code of the place each row says it stands in; empty when no file says so. */
  readonly placeCodes = new TextColumn();
  private readonly ids = new RowIds();
  private readonly times = new TimesMet();
  private readonly parts: Part[] = [];
  private unnamed = 0;

  constructor(
    private readonly store: BuildingStore,
    private readonly report: SourceReport,
    private readonly options: BuildingOptions,
  ) {}

  take(feature: ReadFeature, { attributes, lod }: FromFile & { lod?: string }): void {
    const { label } = feature;
    const body = feature.solids ? chooseLod(feature.solids, lod) : null;
    const surfaces = body && solidMesh(body);
    // A body is one building whatever the number of its outlines; the largest of them stands for all.
    const polygons = !surfaces
      ? feature.polygons
      : feature.polygons.length > 0
        ? [largest(feature.polygons)]
        : hullOf(surfaces);
    if (polygons.length === 0) {
      this.report.skip(SOURCE, "geometry-type", "left out: a building needs a polygon", label);
      return;
    }
    if (feature.lines.length + feature.points.length > 0)
      this.report.repair(SOURCE, "geometry-type", "its polygons used, lines and points dropped", label);
    let height = surfaces ? surfaces.high - surfaces.low : this.length(feature, attributes, "height");
    let minHeight = surfaces ? 0 : this.length(feature, attributes, "minHeight");
    if (height > 0 && minHeight >= height) {
      this.report.repair(SOURCE, "minHeight-above-height", "set to 0", label);
      minHeight = 0;
    }
    if (surfaces && (height < LOWEST || height > HIGHEST)) {
      this.report.repair(SOURCE, "height-unusable", `ignored: its surfaces span ${height.toFixed(1)} m`, label);
      height = 0;
    }
    const levels = Number(attributes(feature, "levels"));
    const kind = textOf(attributes(feature, "kind"));
    const detail = textOf(attributes(feature, "kindDetail"));
    const root = feature.parent ?? textOf(attributes(feature, "root"));
    const part = kind === "building_part" || feature.parent !== undefined || attributes(feature, "part") !== undefined;
    const use = USES.get(detail) ?? USES.get(kind) ?? "other";
    const name = textOf(attributes(feature, "name")) || undefined;
    const placeCode = textOf(attributes(feature, "placeCode"));
    for (const rings of polygons) {
      const stem = part && root ? `b${root}-p` : `b${feature.id || `x${this.unnamed++}`}`;
      const times = this.times.meet(stem);
      if (times > 1 && !part && polygons.length === 1)
        this.report.repair(SOURCE, "id-twice", "kept under a code of its own: another geometry has the same id", label);
      const code = times > 1 || (part && root) ? `${stem}${part && root ? times : `-${times}`}` : stem;
      let row: number;
      try {
        row = this.store.add(
          {
            code,
            name,
            rings,
            height,
            minHeight,
            levels: Number.isFinite(levels) && levels > 0 && levels < 250 ? levels : 0,
            use,
            heightEstimated: false,
          },
          height > 0 ? surfaces?.mesh : undefined,
          surfaces?.low,
        );
      } catch (error) {
        this.report.skip(SOURCE, "footprint-unusable", `left out: ${(error as Error).message}`, label);
        continue;
      }
      this.ids.set(row, part ? "" : feature.id);
      this.placeCodes.push(placeCode);
      if (part && root) this.parts.push({ row, root });
    }
  }

  /** Joins parts to their outlines and fills in the heights nobody gave. To be called once, after all files. */
  settle(): void {
    this.joinParts();
    const { store } = this;
    const { storeyMetres } = this.options;
    for (let row = 0; row < store.count; row++) {
      if (store.gone[row]) continue;
      const known = store.height[row] > 0;
      const given = store.levels[row] > 0;
      if (!given)
        store.levels[row] = known
          ? Math.min(255, Math.max(1, Math.round(store.height[row] / storeyMetres)))
          : this.storeysOf(row);
      if (known) continue;
      store.height[row] = store.minHeight[row] + store.levels[row] * storeyMetres;
      store.traits[row] |= given ? TRAIT.heightFromLevels : TRAIT.heightEstimated;
    }
  }

  private storeysOf(row: number): number {
    const use = this.store.kindOfUse(row);
    const footprint = this.store.footprint[row];
    return (
      this.options.defaultStoreys?.[use] ?? STOREYS_OF_USE[use] ?? STOREYS.find(([below]) => footprint < below)![1]
    );
  }

  /** A length attribute, m; 0 when there is none that can be. */
  private length(feature: ReadFeature, attributes: FromFile["attributes"], name: "height" | "minHeight"): number {
    const value = attributes(feature, name);
    if (value === undefined) return 0;
    const metres = metresOf(value);
    const possible = name === "height" ? metres >= LOWEST && metres <= HIGHEST : metres >= 0 && metres <= HIGHEST;
    if (possible) return metres;
    this.report.repair(
      SOURCE,
      `${name}-unusable`,
      `ignored: it is ${textOf(value) || JSON.stringify(value)}`,
      feature.label,
    );
    return 0;
  }

  /**
   * Outlines whose parts stand for them are left out (the rule of OSM's simple 3D buildings, kept lenient because sources are
   * cut): parts on the ground cover half of it, or some part floats, which only fully modelled buildings have.
   * Parts without a height of their own reach up to the lowest floating part, or else take the outline's height.
   */
  private joinParts(): void {
    if (this.parts.length === 0) return;
    const { store, report } = this;
    const groups = new Map<string, number[]>();
    for (const { row, root } of this.parts) {
      const rows = groups.get(root);
      if (rows) rows.push(row);
      else groups.set(root, [row]);
    }
    const outlines = this.ids.rowsOf(groups.keys(), store.count);
    for (const [root, members] of groups) {
      const outline = outlines.get(root);
      if (!outline) continue;
      const tallest = Math.max(...outline.map((row) => store.height[row]));
      const floats = members.map((row) => store.minHeight[row]).filter((height) => height > 0);
      const carried = floats.length > 0 ? Math.min(...floats) : tallest;
      for (const row of members) {
        if (!(store.height[row] > 0) && !(store.levels[row] > 0)) {
          const min = store.minHeight[row];
          store.height[row] = min < carried ? carried : min < tallest ? tallest : 0;
        }
        if (store.kindOfUse(row) === "other") store.setUse(row, store.kindOfUse(outline[0]));
        if (store.name.isEmpty(row) && !store.name.isEmpty(outline[0]))
          store.name.replace(row, store.name.at(outline[0]));
      }
      const sum = (rows: readonly number[]): number => rows.reduce((total, row) => total + store.footprint[row], 0);
      const standing = sum(members.filter((row) => store.minHeight[row] === 0));
      if (standing < COVERS * sum(outline) && floats.length === 0) continue;
      for (const row of outline) {
        store.gone[row] = 1;
        const label = [store.name.at(row), store.code.at(row).slice(1)].filter(Boolean).join(" ");
        report.skip(SOURCE, "outline-has-parts", "outline left out: its parts stand for it", label);
      }
    }
  }
}

const largest = (polygons: readonly Rings[]): Rings =>
  polygons.reduce((best, one) => (Math.abs(signedArea(one[0])) > Math.abs(signedArea(best[0])) ? one : best));

/** Outline of a body whose file gives none: the hull of its corners. */
function hullOf({ mesh }: SolidMesh): Rings[] {
  const points: number[] = [];
  for (let v = 0; v < mesh.positions.length; v += 3) points.push(mesh.positions[v], mesh.positions[v + 1]);
  const hull = convexHull(points);
  return hull.length >= 6 ? [[Float64Array.from(hull)]] : [];
}
