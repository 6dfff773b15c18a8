// Points of interest and assets: features that become facilities, equipment and monitoring points.

import { metresOf, textOf } from "../../formats/attributes.ts";
import { labelPoint } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { Kind } from "../../twin/scene/schema.ts";
import type { AssetSource } from "../source.ts";
import type { Extent } from "./extent.ts";
import { FACILITIES } from "./kinds.ts";
import { boundsOfAll, middleOf } from "./lines.ts";
import type { TimesMet } from "./rowIds.ts";
import type { FromFile, Taker } from "./taker.ts";

abstract class PointTaker implements Taker {
  protected readonly taken: { asset: AssetSource; label: string }[] = [];

  /** @param codes codes given so far to any asset of the scene */
  constructor(
    readonly source: "points" | "assets",
    protected readonly report: SourceReport,
    private readonly codes: TimesMet,
  ) {}

  abstract take(feature: ReadFeature, from: FromFile & { kind?: string }): void;

  bounds(): Extent | null {
    return boundsOfAll(this.taken.map(({ asset }) => Float64Array.of(asset.lon, asset.lat)));
  }

  assets([west, south, east, north]: Extent): AssetSource[] {
    return this.taken.flatMap(({ asset, label }) => {
      if (asset.lon >= west && asset.lon <= east && asset.lat >= south && asset.lat <= north) return [asset];
      this.report.skip(this.source, "outside-extent", "left out: it lies beside the scene", label);
      return [];
    });
  }

  /** Where a feature stands: its point, a point within its polygon, the middle of its line. */
  protected placeOf(feature: ReadFeature): [number, number] | undefined {
    const { points, polygons, lines } = feature;
    if (points[0]) return points[0];
    if (polygons[0]) return labelPoint(polygons[0]);
    if (lines[0]) return middleOf(lines[0]);
    this.report.skip(this.source, "geometry-type", "left out: it has no place", feature.label);
    return undefined;
  }

  protected uniqueCode(stem: string, label: string): string {
    const times = this.codes.meet(stem);
    if (times === 1) return stem;
    this.report.repair(this.source, "code-twice", "kept under a code of its own: another has the same", label);
    return `${stem}-${times}`;
  }
}

/** Points of interest that become facilities by their kind. */
export class FacilityTaker extends PointTaker {
  private readonly kinds: ReadonlySet<string>;

  constructor(report: SourceReport, codes: TimesMet, kinds: readonly Kind[]) {
    super("points", report, codes);
    this.kinds = new Set(kinds.filter(({ level }) => level === "facility").map(({ id }) => id));
  }

  take(feature: ReadFeature, { attributes }: FromFile): void {
    const theirs = textOf(attributes(feature, "kind"));
    const kind = this.kinds.has(theirs) ? theirs : FACILITIES.get(theirs);
    if (kind === undefined || !this.kinds.has(kind)) {
      this.report.skip("points", "kind-not-a-facility", `not taken over: kind ${theirs || "unknown"}`, feature.label);
      return;
    }
    const point = this.placeOf(feature);
    if (!point) return;
    const asset: AssetSource = {
      code: this.uniqueCode(`p${feature.id || `x${this.taken.length}`}`, feature.label),
      level: "facility",
      kind,
      name: textOf(attributes(feature, "name")) || undefined,
      nameEn: textOf(attributes(feature, "nameEn")) || undefined,
      lon: point[0],
      lat: point[1],
      heightAboveGround: 0,
    };
    this.taken.push({ asset, label: feature.label });
  }
}

/** Files in which every feature is an asset of one kind. */
export class AssetTaker extends PointTaker {
  private readonly kinds: ReadonlyMap<string, Kind>;

  constructor(report: SourceReport, codes: TimesMet, kinds: readonly Kind[]) {
    super("assets", report, codes);
    this.kinds = new Map(kinds.map((kind) => [kind.id, kind]));
  }

  take(feature: ReadFeature, { attributes, kind: id }: FromFile & { kind?: string }): void {
    const kind = this.kinds.get(id ?? "");
    if (!kind) {
      // Kinds of a manifest's own files are checked before; a mixed file may bring others.
      this.report.skip("assets", "kind-unknown", `left out: the scene has no kind "${id}"`, feature.label);
      return;
    }
    const point = this.placeOf(feature);
    if (!point) return;
    const stem = textOf(attributes(feature, "code")) || feature.id || textOf(attributes(feature, "name"));
    const height = metresOf(attributes(feature, "heightAboveGround"));
    const grade = Number(attributes(feature, "grade"));
    const asset: AssetSource = {
      code: this.uniqueCode(stem || `${kind.id}-${this.taken.length + 1}`, feature.label),
      parentCode: textOf(attributes(feature, "parentCode")) || undefined,
      level: kind.level,
      kind: kind.id,
      name: textOf(attributes(feature, "name")) || undefined,
      nameEn: textOf(attributes(feature, "nameEn")) || undefined,
      lon: point[0],
      lat: point[1],
      heightAboveGround: Number.isFinite(height) ? height : 0,
      downstreamCode: textOf(attributes(feature, "downstream")) || undefined,
      grade: grade === 1 || grade === 2 || grade === 3 || grade === 4 ? grade : undefined,
    };
    this.taken.push({ asset, label: feature.label });
  }
}
