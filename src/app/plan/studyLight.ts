// From what planners look into to the picture itself: the sun's light, the ground, the section, the pit.

import { timeAtSolarHour } from "../../twin/solar.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { useScenario } from "../stores/scenario.ts";
import { type SunStudy, useStudy } from "../stores/study.ts";
import { twinNow } from "../stores/twin.ts";
import { usePlan } from "./store.ts";
import { dayOf, playDay } from "./sunDeeds.ts";
import { hidePipes, showPipes, showPit } from "./under.ts";

/** The moment a study shows, ms since 1970. */
export function timeOf({ date, minutes }: SunStudy): number {
  const { lon, lat } = twinNow().built.origin;
  return timeAtSolarHour(dayOf(date), minutes / 60, lon, lat);
}

/** Ties the store to the globe while the planner's room is there. @returns what unties them */
export function followStudy(): () => void {
  let restless: (() => void) | undefined;
  // A link that shows all this shows its figures too; the address may be read after the room is there.
  const isStudied = ({ sun, ground, section, pit }: ReturnType<typeof useStudy.getState>): boolean =>
    [sun, ground, section, pit].some((study) => study !== null);
  if (isStudied(useStudy.getState())) usePlan.setState({ open: true });
  const tie = (): void => {
    restless?.();
    const globe = globeNow();
    restless = globe?.whenAtRest(() => void showPipes());
    void showPit();
    if (!globe) return;
    const { sun, ground, section } = useStudy.getState();
    // Shadows are the scenario's on both sides: a split picture would show wrong ones.
    if (sun) useScenario.setState({ split: null });
    globe.sunLight.set(sun && timeOf(sun));
    globe.underground.set(ground);
    globe.underground.section(section);
    if (ground !== null) void showPipes(true);
  };
  const stops = [
    useStudy.subscribe((now, was) => {
      const { sun, ground, section, pit } = now;
      if (isStudied(now) && !isStudied(was)) usePlan.setState({ open: true });
      const globe = globeNow();
      if (sun && !was.sun) useScenario.setState({ split: null });
      // Its figures need no globe.
      if (pit !== was.pit) void showPit();
      if (!globe) return;
      if (sun !== was.sun) globe.sunLight.set(sun && timeOf(sun));
      if (section !== was.section) globe.underground.section(section);
      if (ground === was.ground) return;
      globe.underground.set(ground);
      if (ground === null) hidePipes();
      else if (was.ground === null) void showPipes(true);
    }),
    useScenario.subscribe(({ split }, was) => {
      if (split !== null && was.split === null && useStudy.getState().sun) useStudy.setState({ sun: null });
    }),
    useGlobe.subscribe(({ globe }, was) => globe !== was.globe && tie()),
  ];
  tie();
  return () => {
    for (const stop of stops) stop();
    restless?.();
    playDay(false);
    hidePipes();
    const globe = globeNow();
    globe?.sunLight.set(null);
    globe?.underground.set(null);
    globe?.underground.section(null);
    globe?.underground.pit.dig(null);
  };
}
