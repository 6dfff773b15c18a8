// Looking under the ground: which pipes are shown, and the section that cuts it open.

import type { BuriedLine } from "../../globe/underground.ts";
import { ASSUMED_DEPTH_M, type BuriedPipe } from "../../models/pipes.ts";
import { haversineMetres } from "../../twin/geodesy.ts";
import type { LineClass } from "../../twin/lines.ts";
import type { Position } from "../../twin/scenarios/shapes.ts";
import { globeNow } from "../stores/globe.ts";
import { PIT_DEPTHS, type SectionPlane, useStudy } from "../stores/study.ts";
import { twinNow } from "../stores/twin.ts";
import { failStudy } from "./faults.ts";
import { ask } from "./planner.ts";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";

/** How opaque the ground is when one begins to look under it. */
const FIRST_OPACITY = 0.35;
/** Pipes are shown about the middle of the picture, m, and so many at most. */
export const PIPES_WITHIN_M = 2500;
const MOST_PIPES = 1500;

/** Colours of pipes against the dark of the earth, as on the map. */
export const PIPE_COLOURS: Readonly<Partial<Record<LineClass, string>>> = {
  "water-pipe": "#4da9f5",
  "drain-pipe": "#5cd6c7",
  "sewer-pipe": "#c7b25e",
  "gas-pipe": "#e0a8ff",
  "power-line": "#f0d98c",
};
const OTHER_PIPE = "#ffffff";

export const assumedDepth = (klass: LineClass): number | undefined => ASSUMED_DEPTH_M[klass];

export const openUnder = (): void => useStudy.setState({ ground: FIRST_OPACITY });
/** Everything is as it was. */
export function closeUnder(): void {
  setSection(null);
  useStudy.setState({ ground: null, pit: null });
}
export const setGround = (ground: number | null): void => useStudy.setState({ ground });

/** Where the section was when its slider stood in the middle. */
let home: SectionPlane | null = null;
let offset = 0;
export const sectionOffset = (): number => offset;

export function setSection(section: SectionPlane | null): void {
  home = section;
  offset = 0;
  useStudy.setState({ section });
}

/** A section across the middle of the picture, as one looks. */
export function openSection(): void {
  const globe = globeNow();
  const { origin } = twinNow().built;
  const [lon, lat] = globe?.centre() ?? [origin.lon, origin.lat];
  setSection({ lon, lat, heading: globe?.pilot.view().heading ?? 0 });
}

/** Moves the section along the way it is looked at, m from where it was put. */
export function moveSection(metres: number): void {
  const { section } = useStudy.getState();
  if (!section) return;
  home ??= section;
  offset = metres;
  useStudy.setState({ section: { ...shifted(home, section.heading, metres), heading: section.heading } });
}

export function turnSection(heading: number): void {
  const { section } = useStudy.getState();
  if (!section) return;
  home ??= section;
  useStudy.setState({ section: { ...shifted(home, heading, offset), heading } });
}

function shifted({ lon, lat }: SectionPlane, heading: number, metres: number): { lon: number; lat: number } {
  const turn = (heading * Math.PI) / 180;
  const degree = haversineMetres(lon, lat, lon, lat + 1);
  return {
    lon: lon + (metres * Math.sin(turn)) / (degree * Math.cos((lat * Math.PI) / 180)),
    lat: lat + (metres * Math.cos(turn)) / degree,
  };
}

const linesOf = (pipes: readonly BuriedPipe[]): BuriedLine[] =>
  pipes.map(({ klass, path, depth, assumed }) => ({
    path,
    depth,
    estimated: assumed,
    colour: PIPE_COLOURS[klass] ?? OTHER_PIPE,
  }));

let shownAbout: readonly [number, number] | null = null;
let number = 0;

/** Shows the pipes about the middle of the picture; those that are shown stay while it has hardly moved. @param anew another globe */
export async function showPipes(anew = false): Promise<void> {
  const globe = globeNow();
  if (!globe || useStudy.getState().ground === null) return;
  const { lon, lat } = globe.pilot.view();
  const at = globe.centre() ?? [lon, lat];
  if (!anew && shownAbout && haversineMetres(...shownAbout, at[0], at[1]) < PIPES_WITHIN_M / 4) return;
  shownAbout = at;
  const own = ++number;
  try {
    const pipes = await ask({ type: "pipes", at: [at[0], at[1]], within: PIPES_WITHIN_M, most: MOST_PIPES }).answer;
    if (own !== number || useStudy.getState().ground === null) return;
    useStudies.setState({ pipes, fault: null });
    globe.underground.showPipes(linesOf(pipes.pipes));
  } catch (error) {
    if (own === number) failStudy("under", error);
  }
}

export function hidePipes(): void {
  number++;
  shownAbout = null;
  globeNow()?.underground.showPipes([]);
  useStudies.setState({ pipes: null });
}

/** Takes the drawn outline as a pit's; one that is there keeps its depth. */
export function digPit(outline: Position[]): void {
  usePlan.setState({ tool: null, draft: [] });
  useStudy.setState(({ pit }) => ({ pit: { depth: pit?.depth ?? PIT_DEPTHS.first, outline } }));
}

export const deepenPit = (depth: number): void => useStudy.setState(({ pit }) => ({ pit: pit && { ...pit, depth } }));
export const fillPit = (): void => useStudy.setState({ pit: null });

let pits = 0;

/** Shows the pit that is in hand, and nothing where its outline makes none. */
export async function showPit(): Promise<void> {
  const globe = globeNow();
  const { pit } = useStudy.getState();
  const own = ++pits;
  if (!pit) {
    globe?.underground.pit.dig(null);
    if (useStudies.getState().pit) useStudies.setState({ pit: null });
    return;
  }
  try {
    const answer = await ask({ type: "pit", ...pit }).answer;
    if (own !== pits) return;
    useStudies.setState({ pit: answer, fault: null });
    globe?.underground.pit.dig({ outline: pit.outline, floor: answer.floor, pipes: linesOf(answer.pieces) });
  } catch (error) {
    if (own !== pits) return;
    globe?.underground.pit.dig(null);
    useStudies.setState({ pit: null });
    failStudy("under", error);
  }
}
