// Measuring as one draws: the figures follow the corners, and stay when the drawing ends.

import { MEASURES, type Measure } from "../../models/measure.ts";
import type { Position } from "../../twin/scenarios/shapes.ts";
import { loadBuildings } from "../stores/buildings.ts";
import { failStudy } from "./faults.ts";
import { ask } from "./planner.ts";
import { usePlan } from "./store.ts";
import { MEASURE_SHAPES, useStudies } from "./studies.ts";

let asked = 0;

/** The figures of what is drawn so far. */
async function measureNow(what: Measure, path: Position[]): Promise<void> {
  const number = ++asked;
  if (path.length < MEASURE_SHAPES[what].least) {
    useStudies.setState({ measuring: null, fault: null });
    return;
  }
  try {
    // Buildings are called by name, and names come with the table that the page has anyway.
    const [measuring] = await Promise.all([
      ask({ type: "measure", what, path }).answer,
      what === "height" ? loadBuildings().catch(() => undefined) : undefined,
    ]);
    if (number === asked) useStudies.setState({ measuring, fault: null });
  } catch (error) {
    if (number !== asked) return;
    useStudies.setState({ measuring: null });
    failStudy("measure", error);
  }
}

/** Ends a measurement: it stays on the map and in the list. */
export async function keepMeasure(path: Position[]): Promise<void> {
  const { what } = useStudies.getState();
  asked++;
  usePlan.setState({ draft: [] });
  try {
    const [measured] = await Promise.all([
      ask({ type: "measure", what, path }).answer,
      what === "height" ? loadBuildings().catch(() => undefined) : undefined,
    ]);
    useStudies.setState((store) => ({ measured: [...store.measured, measured], measuring: null, fault: null }));
  } catch (error) {
    failStudy("measure", error);
  }
}

export function chooseMeasure(what: Measure): void {
  usePlan.setState({ draft: [], tool: "measure" });
  useStudies.setState({ what, measuring: null, fault: null });
}

export function clearMeasured(): void {
  usePlan.setState({ draft: [] });
  useStudies.setState({ measured: [], measuring: null, fault: null });
}

/** Follows the corners while one measures. @returns what ends it */
export function followMeasuring(): () => void {
  return usePlan.subscribe(({ tool, draft }, was) => {
    if (draft === was.draft && tool === was.tool) return;
    if (tool === "measure") void measureNow(useStudies.getState().what, draft);
    else if (was.tool === "measure") {
      asked++;
      useStudies.setState({ measuring: null });
    }
  });
}

export { MEASURES };
