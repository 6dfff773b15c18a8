// Water and landuse features to areas.

import { textOf } from "../../formats/attributes.ts";
import { boundsOf } from "../../formats/polygon.ts";
import type { ReadFeature } from "../../formats/readFeatures.ts";
import type { SourceReport } from "../../formats/report.ts";
import type { AreaSource } from "../source.ts";
import type { Extent } from "./extent.ts";
import { AREAS } from "./kinds.ts";
import { boundsOfAll } from "./lines.ts";
import type { FromFile, Taker } from "./taker.ts";

export class AreaTaker implements Taker {
  private readonly taken: { area: AreaSource; label: string }[] = [];

  constructor(
    readonly source: "water" | "landuse",
    private readonly report: SourceReport,
  ) {}

  take(feature: ReadFeature, { attributes }: FromFile): void {
    const kind = textOf(attributes(feature, "kind"));
    if (feature.polygons.length === 0) {
      this.report.skip(this.source, "geometry-type", "not drawn: it is not a polygon", feature.label);
      return;
    }
    const klass = AREAS.get(textOf(attributes(feature, "kindDetail"))) ?? AREAS.get(kind);
    if (!klass) {
      this.report.skip(this.source, "kind-not-drawn", `not drawn: kind ${kind || "unknown"}`, feature.label);
      return;
    }
    const name = textOf(attributes(feature, "name")) || undefined;
    for (const rings of feature.polygons) this.taken.push({ area: { klass, name, rings }, label: feature.label });
  }

  bounds(): Extent | null {
    return boundsOfAll(this.taken.map(({ area }) => area.rings[0]));
  }

  areas([west, south, east, north]: Extent): AreaSource[] {
    return this.taken.flatMap(({ area, label }) => {
      const [w, s, e, n] = boundsOf(area.rings[0]);
      if (w <= east && e >= west && s <= north && n >= south) return [area];
      this.report.skip(this.source, "outside-extent", "left out: it lies beside the scene", label);
      return [];
    });
  }
}
