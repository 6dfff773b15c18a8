// Line of sight between two places, with the scenario's buildings.

import type { Position } from "../../twin/scenarios/shapes.ts";
import { loadBuildings } from "../stores/buildings.ts";
import { failStudy } from "./faults.ts";
import { ask } from "./planner.ts";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";

let number = 0;

export function lookAlong([from, to]: Position[]): void {
  usePlan.setState({ draft: [] });
  useStudies.setState({ ends: [from, to] });
  void lookAgain();
}

/** The same two places with other heights or buildings. */
export async function lookAgain(): Promise<void> {
  const own = ++number;
  const { ends, fromHeight, toHeight } = useStudies.getState();
  if (!ends) return;
  const { massings, removed } = usePlan.getState().body;
  const [from, to] = ends;
  useStudies.setState({ working: "sight", fault: null });
  try {
    const [sight] = await Promise.all([
      ask({ type: "sight", question: { from, to, fromHeight, toHeight }, body: { massings, removed } }).answer,
      loadBuildings().catch(() => undefined),
    ]);
    if (own === number) useStudies.setState({ sight, working: null });
  } catch (error) {
    if (own !== number) return;
    useStudies.setState({ sight: null });
    failStudy("sight", error);
  }
}

export function endSight(): void {
  number++;
  if (usePlan.getState().tool === "sight") usePlan.setState({ tool: null, draft: [] });
  useStudies.setState({ ends: null, sight: null, fault: null, working: null });
}
