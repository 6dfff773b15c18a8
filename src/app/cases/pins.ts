// Open cases on the globe: asked of the hub when something has changed, shown as pins, opened by a click.

import { CASES } from "../../globe/layers/cases.ts";
import { keepFresh } from "../fresh.ts";
import { openCase } from "../stores/desk.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { mayNow, useSession } from "../stores/session.ts";
import { fetchCaseMap } from "./api.ts";

const PACE = { restMs: 500, everyMs: 30_000 };

/** Keeps the pins fresh for the page's life; a globe made anew gets them again. */
export function followCases(): void {
  const draw = async (signal: AbortSignal): Promise<void> => {
    const globe = globeNow();
    if (!globe) return;
    if (!mayNow("case.see")) return globe.showCases([]);
    try {
      const { cases } = await fetchCaseMap({ open: true });
      if (!signal.aborted) globe.showCases(cases);
    } catch {
      // The list beside the map says why; the pins stay as they were.
    }
  };
  const pins = keepFresh("cases", draw, PACE);
  useSession.subscribe(pins.anew);
  useGlobe.subscribe(({ globe, feature }, before) => {
    if (globe !== before.globe) pins.anew();
    if (feature?.reference !== CASES || feature === before.feature) return;
    useGlobe.setState({ feature: null });
    const id = Number(feature.properties.find(([name]) => name === "id")?.[1]);
    if (Number.isInteger(id)) openCase(id);
  });
}
