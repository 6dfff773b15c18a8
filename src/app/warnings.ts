// Warnings on the globe: drawn anew when they change, flown to when somebody asks for one.

import i18next from "i18next";
import type { Globe } from "../globe/globe.ts";
import { alertPackets } from "../globe/layers/alertPackets.ts";
import type { CapAlert, CapInfo } from "../twin/alerts.ts";
import { currentLanguage } from "./i18n/i18n.ts";
import { globeNow } from "./stores/globe.ts";
import { twinNow } from "./stores/twin.ts";

/** Id of their layer, and of whom their features belong to. */
export const WARNINGS = "warnings";

/** @param alerts none takes the layer away */
export function drawWarnings(globe: Globe, alerts: readonly CapAlert[]): void {
  globe.removeLayer(WARNINGS);
  if (alerts.length === 0) return;
  const ground = twinNow().nodes.columns.height[0];
  globe.addCzml(
    WARNINGS,
    alertPackets(alerts, ground, {
      language: currentLanguage(),
      status: (status) => i18next.t(`warnings.status.${status}`),
    }),
  );
}

/** Flies to where a warning's areas are seen whole. */
export function showWarning(info: CapInfo): void {
  const corners = info.areas.flatMap(({ polygons, circles }) => [
    ...polygons.flat(),
    ...circles.flatMap(({ lon, lat, radiusMetres }): [number, number][] => {
      const reach = radiusMetres / 111_132;
      return [
        [lon - reach, lat - reach],
        [lon + reach, lat + reach],
      ];
    }),
  ]);
  if (corners.length === 0) return;
  const along = (axis: 0 | 1, pick: (...values: number[]) => number): number => pick(...corners.map((c) => c[axis]));
  globeNow()?.flyToExtent([along(0, Math.min), along(1, Math.min), along(0, Math.max), along(1, Math.max)]);
}
