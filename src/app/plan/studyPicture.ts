// What is measured and looked into, as lines and words on the globe.

import i18next from "i18next";
import type { PlanStudies, StudyLine } from "../../globe/layers/plan/picture.ts";
import type { Measured } from "../../models/measure.ts";
import type { SightAnswer } from "../../models/sight.ts";
import type { Sunshine } from "../../models/sunshine.ts";
import { blockerName } from "./blockerName.ts";
import { duration, figuresOf, length } from "./figures.ts";
import type { useStudies } from "./studies.ts";

const MEASURE_COLOUR = "#6f42c1";
const CLEAR_COLOUR = "#0a8f5b";
const HIDDEN_COLOUR = "#c8102e";

type Label = PlanStudies["labels"][number];

export function studiesPicture({
  measuring,
  measured,
  sunshine,
  sight,
}: Pick<ReturnType<typeof useStudies.getState>, "measuring" | "measured" | "sunshine" | "sight">): PlanStudies {
  const all = measuring ? [...measured, measuring] : measured;
  return {
    lines: [...all.flatMap(measuredLines), ...(sight ? sightLines(sight) : [])],
    labels: [
      ...all.flatMap(measuredLabels),
      ...(sunshine ? sunLabels(sunshine) : []),
      ...(sight ? sightLabels(sight) : []),
    ],
  };
}

function measuredLines(one: Measured): StudyLine[] {
  const colour = MEASURE_COLOUR;
  if (one.what === "height")
    return one.places.flatMap(({ at: [lon, lat], building }) =>
      building
        ? [
            {
              points: [[lon, lat, building.base] as const, [lon, lat, building.base + building.height] as const],
              colour,
            },
          ]
        : [],
    );
  return [{ points: one.what === "area" ? [...one.path, one.path[0]] : one.path, colour }];
}

function measuredLabels(one: Measured): Label[] {
  const [[label, value]] = figuresOf(one);
  const main = `${label} ${value}`;
  const last = one.path[one.path.length - 1];
  switch (one.what) {
    case "distance":
      return [
        ...(one.legs.length > 1
          ? one.legs.map(
              ({ straight }, k): Label => ({ at: between(one.path[k], one.path[k + 1]), text: length(straight) }),
            )
          : []),
        { at: last, text: main },
      ];
    case "area":
      return [{ at: middle(one.path), text: main }];
    case "slope":
      return [{ at: between(one.path[0], one.path[1]), text: main }];
    case "height":
      return one.places.map(({ at: [lon, lat], building, ground }, k) => {
        const height = building ? building.base + building.height : (ground ?? undefined);
        const rows = figuresOf({ ...one, places: [one.places[k]], difference: null });
        return { at: [lon, lat, height], text: rows.length > 0 ? `${rows[0][0]} ${rows[0][1]}` : main };
      });
  }
}

const between = ([a, b]: readonly [number, number], [c, d]: readonly [number, number]): [number, number] => [
  (a + c) / 2,
  (b + d) / 2,
];

const middle = (path: readonly (readonly [number, number])[]): [number, number] => [
  path.reduce((sum, [lon]) => sum + lon, 0) / path.length,
  path.reduce((sum, [, lat]) => sum + lat, 0) / path.length,
];

function sightLines({ from, to, stopped }: SightAnswer): StudyLine[] {
  if (!stopped) return [{ points: [from, to], colour: CLEAR_COLOUR }];
  return [
    { points: [from, stopped.at], colour: CLEAR_COLOUR },
    { points: [stopped.at, to], colour: HIDDEN_COLOUR },
  ];
}

function sightLabels({ visible, from, to, stopped, metres }: SightAnswer): Label[] {
  const ends: Label[] = [
    { at: from, text: i18next.t("study.sight.from") },
    { at: to, text: i18next.t(visible ? "study.sight.toSeen" : "study.sight.toHidden", { metres: length(metres) }) },
  ];
  if (!stopped) return ends;
  const name = blockerName(stopped.by);
  return [
    ...ends,
    { at: stopped.at, text: i18next.t("study.sight.stoppedAt", { name, metres: length(stopped.metres) }) },
  ];
}

const sunLabels = ({ places }: Sunshine): Label[] =>
  places.map(({ at: [lon, lat], eye, total }) => ({
    at: [lon, lat, eye],
    text: i18next.t("study.sun.lit", { duration: duration(total) }),
  }));
