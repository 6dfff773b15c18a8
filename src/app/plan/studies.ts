// What planners have measured and looked into: the last of each, and what it was asked with.

import { create } from "zustand";
import type { Measure, Measured } from "../../models/measure.ts";
import type { BuriedPipes } from "../../models/pipes.ts";
import type { PitAnswer } from "../../models/pit.ts";
import { EYE_M, type SightAnswer } from "../../models/sight.ts";
import { SILL_M, type Sunshine } from "../../models/sunshine.ts";
import type { Position } from "../../twin/scenarios/shapes.ts";

/** Days on which hours of sunshine are counted; the last is the one the picture shows. */
export const SUN_DAYS = ["majorCold", "winterSolstice", "chosen"] as const;
export type SunDayChoice = (typeof SUN_DAYS)[number];

export type SunSubject = { of: "place"; at: Position } | { of: "outline"; outline: Position[]; name: string };

export type Study = "measure" | "sun" | "sight" | "under";

interface StudiesStore {
  what: Measure;
  /** Follows the corners while they are drawn. */
  measuring: Measured | null;
  measured: readonly Measured[];
  sunDay: SunDayChoice;
  sunHeight: number;
  subject: SunSubject | null;
  sunshine: Sunshine | null;
  playing: boolean;
  fromHeight: number;
  toHeight: number;
  ends: readonly [Position, Position] | null;
  sight: SightAnswer | null;
  pipes: BuriedPipes | null;
  /** Figures of the pit that is dug. */
  pit: PitAnswer | null;
  working: Study | null;
  /** Why something did not work. */
  fault: { of: Study; words: string } | null;
}

export const useStudies = create<StudiesStore>(() => ({
  what: "distance",
  measuring: null,
  measured: [],
  sunDay: "majorCold",
  sunHeight: SILL_M,
  subject: null,
  sunshine: null,
  playing: false,
  fromHeight: EYE_M,
  toHeight: EYE_M,
  ends: null,
  sight: null,
  pipes: null,
  pit: null,
  working: null,
  fault: null,
}));

/** How each is drawn: corners at least and at most, closed or not, and whether buildings are meant by clicks. */
export const MEASURE_SHAPES: Readonly<
  Record<Measure, { least: number; most?: number; closed: boolean; surface?: number }>
> = {
  distance: { least: 2, closed: false },
  area: { least: 3, closed: true },
  height: { least: 1, most: 2, closed: false, surface: 0.3 },
  slope: { least: 2, most: 2, closed: false },
};
