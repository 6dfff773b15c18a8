// Sun and shadow: the moment shown, hours of sunshine at a place or along façades.

import type { SunDay, SunQuestion } from "../../models/sunshine.ts";
import type { Position } from "../../twin/scenarios/shapes.ts";
import { type CalendarDay, solarTermDay } from "../../twin/solar.ts";
import { sceneHour } from "../format.ts";
import { nameOf } from "../names.ts";
import { loadBuildings } from "../stores/buildings.ts";
import { type SunStudy, useStudy } from "../stores/study.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { failStudy } from "./faults.ts";
import { ask } from "./planner.ts";
import { chosenOutline, usePlan } from "./store.ts";
import { type SunDayChoice, type SunSubject, useStudies } from "./studies.ts";

/** Longitudes of the sun: 大寒, 冬至, 夏至. */
export const SUN_TERMS = { majorCold: 300, winterSolstice: 270, summerSolstice: 90 } as const;
export type SunTerm = keyof typeof SUN_TERMS;

/** Hours that count on a standard day, true solar time: GB 50180-2018 table 4.0.9 [K]. */
const BANDS: Readonly<Record<SunDayChoice, readonly [number, number]>> = {
  majorCold: [8, 16],
  winterSolstice: [9, 15],
  chosen: [8, 16],
};

/** Hours the scene's zone is before UTC at a moment. */
export function zoneHours(time: number): number {
  const utc = (time / 3_600_000) % 24;
  return Math.round((((sceneHour(time) - utc + 36) % 24) - 12) * 4) / 4;
}

const dateOf = ({ year, month, day }: CalendarDay): string =>
  `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;

export function dayOf(date: string): CalendarDay {
  const [year, month, day] = date.split("-").map(Number);
  return { year, month, day };
}

/** The day of a solar term in a year, by the scene's calendar. */
export function termDate(term: SunTerm, year: number): string {
  return dateOf(solarTermDay(year, SUN_TERMS[term], zoneHours(Date.UTC(year, 0, 15))));
}

export const yearNow = (): number => new Date(Date.now()).getUTCFullYear();

/** Turns the sun on, on the standard day at noon, where it is not on. */
export function lightUp(): void {
  if (useStudy.getState().sun === null) setSun({ date: termDate("majorCold", yearNow()), minutes: 720 });
}

export const setSun = (sun: SunStudy | null): void => useStudy.setState({ sun });

/** Ends the study: light and shadows go back, figures are put away. */
export function endSun(): void {
  if (usePlan.getState().tool === "sun") usePlan.setState({ tool: null, draft: [] });
  useStudy.setState({ sun: null });
  useStudies.setState({ sunshine: null, subject: null, playing: false, fault: null });
}

export function sunAtPlace([at]: Position[]): void {
  usePlan.setState({ draft: [] });
  void askSun({ of: "place", at });
}

/** The day and hours counted by a choice. */
export function sunDayOf(choice: SunDayChoice): SunDay {
  const { sun } = useStudy.getState();
  const year = sun ? dayOf(sun.date).year : yearNow();
  const date = choice === "chosen" ? (sun?.date ?? termDate("majorCold", year)) : termDate(choice, year);
  const [fromHour, toHour] = BANDS[choice];
  return { day: dayOf(date), fromHour, toHour };
}

let number = 0;
let stop: (() => void) | null = null;

export async function askSun(subject: SunSubject): Promise<void> {
  const own = ++number;
  stop?.();
  const { sunDay, sunHeight } = useStudies.getState();
  const { massings, removed } = usePlan.getState().body;
  useStudies.setState({ subject, working: "sun", fault: null });
  const question: SunQuestion =
    subject.of === "place"
      ? { of: "place", at: subject.at, height: sunHeight, ...sunDayOf(sunDay) }
      : { of: "outline", outline: subject.outline, height: sunHeight, ...sunDayOf(sunDay) };
  try {
    const { answer, cancel } = ask({ type: "sunshine", question, body: { massings, removed } });
    stop = cancel;
    const sunshine = await answer;
    if (own === number) useStudies.setState({ sunshine, working: null });
  } catch (error) {
    if (own !== number) return;
    useStudies.setState({ sunshine: null });
    failStudy("sun", error);
  }
}

/** The same place with other hours, heights or buildings. */
export function askSunAgain(): void {
  const { subject } = useStudies.getState();
  if (subject) void askSun(subject);
}

/** What façades can be looked at just now: of the plot or massing chosen, or of the building in hand. */
export function facadesInHand(): { name: string; slot: number } | null {
  const { body, chosen } = usePlan.getState();
  if (chosen) {
    const list = chosen.of === "plot" ? body.plots : body.massings;
    const name = list.find(({ id }) => id === chosen.id)?.name;
    return name === undefined ? null : { name, slot: -1 };
  }
  const { node } = useView.getState();
  return node >= twinNow().nodes.coreCount ? { name: nameOf(node), slot: node } : null;
}

export async function askFacades(): Promise<void> {
  const inHand = facadesInHand();
  if (!inHand) return;
  const { body, chosen } = usePlan.getState();
  try {
    await loadBuildings().catch(() => undefined);
    const outline =
      inHand.slot < 0 ? chosenOutline(body, chosen) : await ask({ type: "outline", slot: inHand.slot }).answer;
    if (outline) await askSun({ of: "outline", outline: [...outline], name: inHand.name });
  } catch (error) {
    failStudy("sun", error);
  }
}

const PLAY_STEP_MINUTES = 10;
const PLAY_FROM = 8 * 60;
const PLAY_TO = 16 * 60;
const PLAY_EVERY_MS = 400;
let playing: ReturnType<typeof setInterval> | undefined;

/** Runs the day from 8 to 16, or stops. */
export function playDay(on: boolean): void {
  clearInterval(playing);
  useStudies.setState({ playing: on });
  if (!on) return;
  const { sun } = useStudy.getState();
  if (sun && (sun.minutes < PLAY_FROM || sun.minutes >= PLAY_TO)) setSun({ ...sun, minutes: PLAY_FROM });
  playing = setInterval(() => {
    const { sun: now } = useStudy.getState();
    if (!now || now.minutes >= PLAY_TO) playDay(false);
    else setSun({ ...now, minutes: Math.min(PLAY_TO, now.minutes + PLAY_STEP_MINUTES) });
  }, PLAY_EVERY_MS);
}
