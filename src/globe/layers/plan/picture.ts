// What a planner's layer is asked to show; whoever asks knows what it means.

import type { BuildingUse } from "../../../twin/nodeTable.ts";

type Place = readonly [number, number];

export interface PlanBody {
  id: string;
  outline: readonly Place[];
  storeys: number;
  storeyMetres: number;
  use: BuildingUse;
  chosen: boolean;
}

export interface PlanPicture {
  /** Corners being drawn or dragged. */
  draft: { corners: readonly Place[]; closed: boolean } | null;
  /** What was asked about. */
  asked: { path: readonly Place[]; closed: boolean } | null;
  /** Reached roads: flat [lon, lat, lon, lat] per piece. */
  reached: Float64Array | null;
  /** Courses of lines that stand out. */
  lines: readonly (readonly Place[])[];
  /** Things that stand out: degrees and m above the ellipsoid. */
  points: readonly (readonly [number, number, number])[];
  plots: readonly { id: string; outline: readonly Place[]; chosen: boolean }[];
  massings: readonly PlanBody[];
  notes: readonly { at: Place; text: string }[];
  /** What is measured and seen: lines and their words. */
  studies: PlanStudies;
}

/** A line whose points without a height lie on the ground (m above the ellipsoid otherwise). */
export interface StudyLine {
  points: readonly (readonly [lon: number, lat: number, height?: number])[];
  colour: string;
}

export interface PlanStudies {
  lines: readonly StudyLine[];
  labels: readonly { at: readonly [lon: number, lat: number, height?: number]; text: string }[];
}

export const NO_PICTURE: PlanPicture = {
  draft: null,
  asked: null,
  reached: null,
  lines: [],
  points: [],
  plots: [],
  massings: [],
  notes: [],
  studies: { lines: [], labels: [] },
};
