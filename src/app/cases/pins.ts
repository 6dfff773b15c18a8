// Open cases on the globe: asked of the hub when something has changed, shown as pins, opened by a click.

import { CASES } from "../../globe/layers/cases.ts";
import { openCase } from "../stores/desk.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { whenHinted } from "../stores/hints.ts";
import { mayNow, useSession } from "../stores/session.ts";
import { fetchCaseMap } from "./api.ts";

const REFRESH_MS = 30_000;
const REST_MS = 500;

/** Keeps the pins fresh for the page's life; a globe made anew gets them again. */
export function followCases(): void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  const draw = async (): Promise<void> => {
    const globe = globeNow();
    if (!globe) return;
    if (!mayNow("case.see")) return globe.showCases([]);
    try {
      globe.showCases((await fetchCaseMap({ open: true })).cases);
    } catch {
      // The list beside the map says why; the pins stay as they were.
    }
  };
  const soon = (): void => {
    clearTimeout(rest);
    rest = setTimeout(() => void draw(), REST_MS);
  };
  whenHinted("cases", soon);
  useSession.subscribe(soon);
  useGlobe.subscribe(({ globe, feature }, before) => {
    if (globe !== before.globe) soon();
    if (feature?.reference !== CASES || feature === before.feature) return;
    useGlobe.setState({ feature: null });
    const id = Number(feature.properties.find(([name]) => name === "id")?.[1]);
    if (Number.isInteger(id)) openCase(id);
  });
  setInterval(() => void draw(), REFRESH_MS);
  soon();
}
