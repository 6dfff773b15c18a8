// From what the planner has in hand to what the globe shows, and from the pointer on the globe back to it.

import { NO_PICTURE, type PlanPicture } from "../../globe/layers/plan/picture.ts";
import type { Position, ScenarioBody } from "../../twin/scenarios/shapes.ts";
import { loadBuildings, useBuildings } from "../stores/buildings.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { useScenario } from "../stores/scenario.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { toggleRemoved, withOutline } from "./deeds.ts";
import { followMeasuring } from "./measuring.ts";
import { chosenOutline, preview, step, usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";
import { followStudy } from "./studyLight.ts";
import { studiesPicture } from "./studyPicture.ts";
import { shapeOf, toolOf } from "./tools.ts";

/** Things that stand out by a ring, at most: the list beside the map has them all. */
const POINTS_SHOWN = 3000;

type Plan = ReturnType<typeof usePlan.getState>;

/** Remembers a part of the picture while what it is made of stays the same. */
function remembered<T>(make: (plan: Plan) => T, of: (plan: Plan) => readonly unknown[]): (plan: Plan) => T {
  let before: readonly unknown[] | null = null;
  let made: T;
  return (plan) => {
    const now = of(plan);
    if (before === null || now.some((one, i) => one !== before?.[i])) made = make(plan);
    before = now;
    return made;
  };
}

const parts: { [P in keyof PlanPicture]: (plan: Plan) => PlanPicture[P] } = {
  draft: remembered(
    (plan) => {
      const tool = toolOf(plan.tool);
      if (tool && !tool.chooses) return { corners: plan.draft, closed: shapeOf(tool).closed };
      const outline = chosenOutline(plan.body, plan.chosen);
      return outline ? { corners: outline, closed: true } : null;
    },
    ({ tool, draft, body, chosen }) => [tool, draft, body, chosen, useStudies.getState().what],
  ),
  asked: remembered(
    ({ question }) =>
      question?.kind === "area"
        ? { path: question.outline, closed: true }
        : question?.kind === "strip"
          ? { path: question.path, closed: false }
          : null,
    ({ question }) => [question],
  ),
  reached: remembered(
    ({ answer }) => answer?.touched.reached?.path ?? null,
    ({ answer }) => [answer],
  ),
  lines: remembered(
    ({ answer }) => answer?.paths ?? NO_PICTURE.lines,
    ({ answer }) => [answer],
  ),
  points: remembered(
    ({ answer }) => {
      if (!answer) return NO_PICTURE.points;
      const { lon, lat, height } = twinNow().nodes.columns;
      const { facilities, points } = answer.touched;
      return [...facilities, ...points]
        .slice(0, POINTS_SHOWN)
        .map((slot) => [lon[slot], lat[slot], height[slot]] as const);
    },
    ({ answer }) => [answer],
  ),
  plots: remembered(
    ({ body, chosen }) => body.plots.map(({ id, outline }) => ({ id, outline, chosen: chosen?.id === id })),
    ({ body, chosen }) => [body.plots, chosen],
  ),
  massings: remembered(
    ({ body, chosen }) => body.massings.map((massing) => ({ ...massing, chosen: chosen?.id === massing.id })),
    ({ body, chosen }) => [body.massings, chosen],
  ),
  notes: remembered(
    ({ body }) => body.notes,
    ({ body }) => [body.notes],
  ),
  studies: remembered(
    () => studiesPicture(useStudies.getState()),
    () => {
      const { measuring, measured, sunshine, sight } = useStudies.getState();
      return [measuring, measured, sunshine, sight, useBuildings.getState().buildings];
    },
  ),
};

const pictureOf = (plan: Plan): PlanPicture =>
  Object.fromEntries(Object.entries(parts).map(([part, make]) => [part, make(plan)])) as unknown as PlanPicture;

/** Slots of the buildings that go; codes the city does not have (or not for who asks) are passed over. */
async function goneSlots(removed: readonly string[]): Promise<number[]> {
  if (removed.length === 0) return [];
  const { rowOf } = await loadBuildings();
  return removed.map(rowOf).flatMap((row) => (row >= 0 ? [twinNow().nodes.coreCount + row] : []));
}

/** Puts a corner where it was dragged to. */
const moved = (outline: readonly Position[], corner: number, at: Position): Position[] =>
  outline.map((one, i) => (i === corner ? at : one));

/** While something is dragged: the body it began with. */
let before: ScenarioBody | null = null;

function handlers() {
  const { tool: id } = usePlan.getState();
  const tool = toolOf(id);
  if (tool?.chooses) return null;
  if (tool)
    return {
      onPoint: (at: Position) => addCorner(at),
      surface: shapeOf(tool).surface,
      corners: () => usePlan.getState().draft,
      onDrag: (corner: number, at: Position) => usePlan.setState(({ draft }) => ({ draft: moved(draft, corner, at) })),
    };
  const { chosen, mayEdit } = usePlan.getState();
  if (!chosen || !mayEdit) return null;
  return {
    corners: () => chosenOutline(usePlan.getState().body, usePlan.getState().chosen) ?? [],
    onDrag: (corner: number, at: Position, ended: boolean) => {
      const { body, chosen: now } = usePlan.getState();
      const outline = chosenOutline(body, now);
      if (!now || !outline) return;
      before ??= body;
      const next = withOutline(body, now.of, now.id, moved(outline, corner, at));
      preview(next);
      if (!ended) return;
      usePlan.setState({ body: before });
      before = null;
      step(next);
    },
  };
}

/** Adds a corner to what is drawn; the last one wanted ends it. */
export function addCorner(at: Position): void {
  const { tool: id, draft } = usePlan.getState();
  const tool = toolOf(id);
  if (!tool) return;
  const corners = [...draft, at];
  usePlan.setState({ draft: corners, fault: "" });
  const { most } = shapeOf(tool);
  if (most !== undefined && corners.length >= most) finish();
}

/** Ends the drawing and does what the tool does. */
export function finish(): void {
  const { tool: id, draft } = usePlan.getState();
  const tool = toolOf(id);
  if (tool && draft.length >= shapeOf(tool).least) tool.done(draft);
}

/** Leaves the tool. What is being drawn is given up; what is being measured is kept when it is enough for a figure. */
export function leaveTool(): void {
  if (usePlan.getState().tool === "measure") finish();
  usePlan.setState({ tool: null, draft: [] });
}

/** Ties the stores to the globe while the planner's room is there. @returns what unties them */
export function followPlan(): () => void {
  let shownGone: readonly string[] | null = null;
  let shownTouched: Uint32Array | null = null;
  let marking = 0;
  const mark = async (globe: NonNullable<ReturnType<typeof globeNow>>): Promise<void> => {
    const { body, answer } = usePlan.getState();
    const touched = answer?.touched.buildings ?? new Uint32Array(0);
    if (body.removed === shownGone && touched === shownTouched) return;
    [shownGone, shownTouched] = [body.removed, touched];
    const number = ++marking;
    const gone = await goneSlots(body.removed).catch(() => []);
    if (number === marking && globe === globeNow()) globe.markBuildings({ gone, touched });
  };
  const draw = (): void => {
    const globe = globeNow();
    if (!globe) return;
    const plan = usePlan.getState();
    globe.showPlan(pictureOf(plan));
    globe.sketch.use(handlers());
    globe.split(useScenario.getState().split ?? 0);
    void mark(globe);
  };
  const stops = [
    usePlan.subscribe(draw),
    useScenario.subscribe(draw),
    useStudies.subscribe(draw),
    followMeasuring(),
    followStudy(),
    useGlobe.subscribe(({ globe }, was) => {
      if (globe === was.globe) return;
      [shownGone, shownTouched] = [null, null];
      draw();
    }),
    // With the tool in hand, a building that is clicked goes, or stays after all.
    useView.subscribe(({ node }, was) => {
      const { nodes } = twinNow();
      if (usePlan.getState().tool !== "remove" || node === was.node || node < nodes.coreCount) return;
      void loadBuildings().then(({ columns }) => {
        const code = columns.code[node - nodes.coreCount];
        if (code) toggleRemoved(code);
      });
    }),
  ];
  draw();
  return () => {
    for (const stop of stops) stop();
    const globe = globeNow();
    globe?.showPlan(NO_PICTURE);
    globe?.markBuildings({ gone: [], touched: [] });
    globe?.sketch.use(null);
    globe?.split(0);
  };
}
