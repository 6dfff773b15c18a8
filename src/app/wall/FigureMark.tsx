// The mark of an indicator's figure: its severity where limits say what is normal, else only that it is stale.

import type { IndicatorFigure } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";

/** @param size in em; what has no mark keeps the place of one */
export function FigureMark({
  indicator,
  figure,
  size,
}: {
  indicator: Pick<Indicator, "limits">;
  figure: Pick<IndicatorFigure, "severity" | "liveness"> | undefined;
  size?: number;
}) {
  const stale = figure?.liveness === "stale";
  if (indicator.limits) return <SeverityMark severity={figure?.severity ?? 0} stale={stale} size={size} />;
  return stale ? <SeverityMark severity={0} stale size={size} /> : <i aria-hidden="true" />;
}
