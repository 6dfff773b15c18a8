// Place features as they come: polygons of districts, streets, communities and unit grids, with their codes.

import { textOf } from "../../formats/attributes.ts";
import type { Rings } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { PlaceFile } from "../../twin/scene/sources.ts";
import type { Extent } from "./extent.ts";
import { boundsOfAll } from "./lines.ts";
import type { FromFile, Taker } from "./taker.ts";

export interface PlaceDraft {
  level: PlaceFile["level"];
  /** Empty when the file has none. */
  code: string;
  parentCode: string;
  name: string;
  nameEn?: string;
  polygons: Rings[];
  label: string;
}

export class PlaceTaker implements Taker {
  readonly drafts: PlaceDraft[] = [];

  constructor(private readonly report: SourceReport) {}

  take(feature: ReadFeature, { attributes, level = "district" }: FromFile & { level?: PlaceDraft["level"] }): void {
    if (feature.polygons.length === 0) {
      this.report.skip("places", "geometry-type", "left out: a place needs a polygon", feature.label);
      return;
    }
    const code = textOf(attributes(feature, "code")) || feature.id;
    this.drafts.push({
      level,
      code,
      parentCode: textOf(attributes(feature, "parentCode")),
      name: textOf(attributes(feature, "name")),
      nameEn: textOf(attributes(feature, "nameEn")) || undefined,
      polygons: feature.polygons,
      label: feature.label,
    });
  }

  bounds(): Extent | null {
    return boundsOfAll(this.drafts.flatMap(({ polygons }) => polygons.map((rings) => rings[0])));
  }
}
