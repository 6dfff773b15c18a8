// Lengths, areas and hours as planners write them: the unit goes by the size.

import i18next from "i18next";
import type { Measured } from "../../models/measure.ts";
import { DASH, number } from "../format.ts";
import { nameOf } from "../names.ts";

/** m below a kilometre, km above. */
export const length = (metres: number | null): string =>
  metres === null || !Number.isFinite(metres)
    ? DASH
    : Math.abs(metres) < 1000
      ? `${number(metres, metres < 100 ? 2 : 1)} m`
      : `${number(metres / 1000, 3)} km`;

/** m² below a hectare, ha below a square kilometre, km² above. */
export const area = (squareMetres: number): string =>
  squareMetres < 10_000
    ? `${number(squareMetres, 1)} m²`
    : squareMetres < 1e6
      ? `${number(squareMetres / 10_000, 3)} ha`
      : `${number(squareMetres / 1e6, 3)} km²`;

export const metres = (value: number | null, decimals = 1): string =>
  value === null || !Number.isFinite(value) ? DASH : `${number(value, decimals)} m`;

/** With its sign, so that up and down are told apart. */
export const signed = (value: number | null): string =>
  value === null ? DASH : `${value > 0 ? "+" : value < 0 ? "−" : "±"}${number(Math.abs(value), 1)} m`;

/** 13:07 of hours since midnight. */
export function hourWords(hours: number): string {
  const minutes = Math.round(hours * 60);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** "2 h 35 min". */
export function duration(hours: number): string {
  const minutes = Math.round(hours * 60);
  return i18next.t("study.sun.duration", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

/** A row of a measurement: what, and how much. */
export type Figure = readonly [label: string, value: string];

/** All figures of a measurement, the first of them the one that matters most. */
export function figuresOf(one: Measured): Figure[] {
  const t = i18next.t.bind(i18next);
  switch (one.what) {
    case "distance":
      return [
        [t("study.measure.straight"), length(one.straight)],
        [t("study.measure.onGround"), one.ground === null ? t("study.measure.noTerrain") : length(one.ground)],
        ...(one.legs.length > 1
          ? one.legs.map(
              ({ straight, ground }, k): Figure => [
                t("study.measure.leg", { n: k + 1 }),
                ground === null
                  ? length(straight)
                  : t("study.measure.both", { straight: length(straight), ground: length(ground) }),
              ],
            )
          : []),
      ];
    case "area":
      return [
        [t("study.measure.area"), area(one.squareMetres)],
        [t("study.measure.perimeter"), length(one.perimeter)],
      ];
    case "height":
      return [
        ...(one.difference !== null ? [[t("study.measure.difference"), signed(one.difference)] as const] : []),
        ...one.places.flatMap(({ building, ground }, k): Figure[] => {
          const at = one.places.length > 1 ? `${k + 1} · ` : "";
          if (!building)
            return [
              [
                `${at}${t("study.measure.groundHeight")}`,
                ground === null ? t("study.measure.noTerrain") : metres(ground),
              ],
            ];
          return [
            [
              `${at}${t("study.measure.buildingHeight", { name: nameOf(building.slot) })}`,
              `${metres(building.height)}${building.estimated ? t("study.measure.estimated") : ""}`,
            ],
            [`${at}${t("study.measure.topHeight")}`, metres(building.base + building.height)],
            [`${at}${t("study.measure.footHeight")}`, metres(building.base)],
          ];
        }),
      ];
    case "slope":
      return [
        [t("study.measure.grade"), `${number(one.grade * 100, 1)} %`],
        [t("study.measure.degrees"), `${number(one.degrees, 2)}°`],
        [t("study.measure.rise"), signed(one.rise)],
        [t("study.measure.run"), length(one.run)],
        [t("study.measure.steepest"), `${number(one.steepest * 100, 1)} %`],
      ];
  }
}
