// Carries a tour out: hears of new alarms, moves the camera, gives way to hands, shifts the picture a little against burn-in.

import i18next from "i18next";
import type { Theme } from "../../twin/scene/themes.ts";
import { fetchAlarms } from "../alarms/api.ts";
import { takeInHand } from "../alarms/place.ts";
import { slotOfAlarm } from "../alarms/words.ts";
import { nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { globeNow } from "../stores/globe.ts";
import { whenHinted } from "../stores/hints.ts";
import { useLive } from "../stores/live.ts";
import { twinNow } from "../stores/twin.ts";
import { useWall } from "../stores/wall.ts";
import { type Sight, type Stop, Tour, type TourPlan } from "./tour.ts";

const TICK_MS = 500;
/** Least distance from which the place of a story is looked at, m. */
const STORY_RANGE_M = 700;
/** Alarms are asked for this often at most, ms. */
const ASK_MS = 2000;
/** The picture moves by a pixel or two this often, ms. */
const SHIFT_MS = 60_000;
const SHIFTS_PX = [
  [0, 0],
  [2, 0],
  [2, 2],
  [0, 2],
] as const;

/** The theme's tour with places as slots; those the scene does not have are left out. */
export function planOf({ tour }: Theme): TourPlan {
  const { nodes } = twinNow();
  const stops = tour.stops.flatMap((stop): Stop[] => {
    if ("camera" in stop) return [stop];
    const slot = nodes.slotOf(stop.place);
    return slot >= 0 ? [{ slot }] : [];
  });
  return { seconds: tour.seconds, needs: tour.needs, stops: stops.length > 0 ? stops : [{ camera: "home" }] };
}

/** Begins to watch. @returns what ends it */
export function watch(theme: Theme): () => void {
  const tour = new Tour(planOf(theme));
  const stops: (() => void)[] = [];
  // The city's districts as they were last seen from above: the tour itself goes down into them.
  let districts: readonly number[] = [];
  const look = (): void => {
    const { snapshot } = useLive.getState();
    if (snapshot?.focus !== 0) return;
    const urgent = snapshot.children.filter(({ severity }) => severity >= 2);
    districts = urgent.sort((a, b) => b.severity - a.severity || inAlarm(b) - inAlarm(a)).map(({ slot }) => slot);
  };
  const tick = setInterval(() => {
    look();
    const sight = tour.tick(Date.now(), () => districts);
    if (sight) show(sight);
  }, TICK_MS);
  stops.push(() => clearInterval(tick), hearAlarms(tour), giveWayTo(tour), shiftPicture());
  return () => {
    for (const stop of stops) stop();
    useWall.setState({ story: null, at: "" });
  };
}

const inAlarm = ({ counts }: { counts: readonly number[] }): number => counts[2] + counts[3] + counts[4] + counts[5];

function show(sight: Sight): void {
  if (sight.kind === "rest") {
    useWall.setState({ story: null, at: "" });
    return;
  }
  if (sight.kind === "story") {
    const slot = slotOfAlarm(sight.alarm);
    useWall.setState({ story: sight.alarm, at: "" });
    if (slot >= 0) flyToStory(slot);
    return;
  }
  const { stop } = sight;
  useWall.setState({ story: null, at: "slot" in stop ? nameOf(stop.slot) : i18next.t("wall.tour") });
  if ("slot" in stop) {
    go(stop.slot, { history: false });
    return;
  }
  go(0, { fly: false, history: false });
  const view = twinNow().built.scene.cameras[stop.camera];
  if (view) globeNow()?.pilot.flyToCamera(view);
  else globeNow()?.fly(0);
}

/** From further off than a hand would: the story is of a place, not of a thing alone. The list of alarms stays as it is. */
function flyToStory(slot: number): void {
  const { nodes } = twinNow();
  takeInHand(slot);
  if (slot < nodes.coreCount) globeNow()?.pilot.flyToNode(nodes, slot, STORY_RANGE_M);
}

/** New alarms since the watch began; of a group the first out alone, unless it is of the worst. */
function hearAlarms(tour: Tour): () => void {
  let since = Number.POSITIVE_INFINITY;
  let asked = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    asked = Date.now();
    try {
      const { alarms, newest } = await fetchAlarms({ sort: "newest", severity: 3, flags: "active", limit: 50 });
      const fresh = alarms.filter(({ activeAt }) => activeAt > since);
      tour.notice(
        fresh.filter(({ groupReason, severity }) => groupReason === "first" || severity === 5),
        Date.now(),
      );
      since = Math.max(newest ?? 0, Number.isFinite(since) ? since : 0);
    } catch {
      // Not theirs to see, or the hub is away: the tour goes on without stories, and the list of alarms says why.
    }
  };
  const hint = (): void => {
    clearTimeout(later);
    later = setTimeout(() => void ask(), Math.max(0, asked + ASK_MS - Date.now()));
  };
  void ask();
  const stop = whenHinted("alarms", hint);
  return () => {
    clearTimeout(later);
    stop();
  };
}

function giveWayTo(tour: Tour): () => void {
  const hand = (event: Event): void => {
    if ((event.target as Element | null)?.closest?.(".theme-bar, .story-card")) return;
    tour.hand(Date.now());
    useWall.setState({ story: null, at: i18next.t("wall.hands") });
  };
  const kinds = ["pointerdown", "wheel", "keydown"] as const;
  for (const kind of kinds) addEventListener(kind, hand, { passive: true });
  return () => {
    for (const kind of kinds) removeEventListener(kind, hand);
  };
}

function shiftPicture(): () => void {
  const { style } = document.documentElement;
  let at = 0;
  const timer = setInterval(() => {
    at = (at + 1) % SHIFTS_PX.length;
    style.setProperty("--shift", SHIFTS_PX[at].map((px) => `${px}px`).join(" "));
  }, SHIFT_MS);
  return () => {
    clearInterval(timer);
    style.removeProperty("--shift");
  };
}
