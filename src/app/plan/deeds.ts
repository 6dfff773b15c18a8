// What the planner's tools do: ask the worker, add to the scenario, keep and open scenarios.

import i18next from "i18next";
import { PlanFault } from "../../models/fault.ts";
import { outlineArea } from "../../models/indicators.ts";
import type { Question } from "../../models/touch.ts";
import type { Massing, Plot, Position, ScenarioBody, ScenarioInfo } from "../../twin/scenarios/shapes.ts";
import { whyNot } from "../api.ts";
import { loadBuildings } from "../stores/buildings.ts";
import { useScenario } from "../stores/scenario.ts";
import { mayNow } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { focusOf, useView } from "../stores/view.ts";
import { saveText } from "../trend/save.ts";
import { ask, faultWords, PlanCancelled } from "./planner.ts";
import type { FileType } from "./protocol.ts";
import { readScenario, saveScenario } from "./scenarioApi.ts";
import { freshId, NO_SCENARIO, step, usePlan } from "./store.ts";

/** How far from a line a click still means it, m. */
const LINE_WITHIN_M = 80;
/** What the hub takes (twin/scenarios/shapes.ts). */
const MOST_REMOVED = 5000;

const fail = (error: unknown): void => {
  if (error instanceof PlanCancelled) return;
  const words = error instanceof PlanFault ? faultWords(error.code, { ...error.params }) : whyNot(error);
  usePlan.setState({ fault: words });
};

let stopAsking: (() => void) | null = null;

/** Asks, and shows the answer; a question before it is given up. */
async function question(of: Question): Promise<void> {
  stopAsking?.();
  usePlan.setState({ question: of, answer: null, fault: "", progress: 0, tool: null });
  const { answer, cancel } = ask({ type: "ask", question: of }, (progress) => {
    if (usePlan.getState().question === of) usePlan.setState({ progress });
  });
  stopAsking = cancel;
  try {
    // Names of buildings come with the table that the page has anyway.
    const [found] = await Promise.all([answer, loadBuildings().catch(() => undefined)]);
    if (usePlan.getState().question === of) usePlan.setState({ answer: found, progress: null });
  } catch (error) {
    if (usePlan.getState().question !== of) return;
    usePlan.setState({ progress: null });
    fail(error);
  }
}

export function cancelAsking(): void {
  stopAsking?.();
  usePlan.setState({ progress: null, question: null });
}

export const askArea = (outline: Position[]): void => void question({ kind: "area", outline });
export const askStrip = (path: Position[]): void =>
  void question({ kind: "strip", path, metres: usePlan.getState().metres });

/** Along the line of the city that is nearest to a place. */
export async function askAlongLine(at: Position): Promise<void> {
  usePlan.setState({ fault: "" });
  try {
    const line = await ask({ type: "line", at, within: LINE_WITHIN_M }).answer;
    usePlan.setState({ line, draft: [] });
    askStrip(line.path);
  } catch (error) {
    usePlan.setState({ draft: [] });
    fail(error);
  }
}

export function askReach([at]: Position[]): void {
  const { minutes, travel } = usePlan.getState();
  void question({ kind: "reach", at, minutes, travel });
}

/** The same question with other figures. */
export function askAgain(): void {
  const { question: of, metres, minutes, travel } = usePlan.getState();
  if (of?.kind === "strip") void question({ ...of, metres });
  else if (of?.kind === "reach") void question({ ...of, minutes, travel });
  else if (of) void question({ ...of });
}

export function clearAnswer(): void {
  usePlan.setState({ question: null, answer: null, progress: null, fault: "", line: null });
}

export async function takeFile(as: FileType): Promise<void> {
  const { question: of } = usePlan.getState();
  if (!of) return;
  try {
    const text = await ask({ type: "file", question: of, as }).answer;
    saveText(`yiwang-${of.kind}.${as}`, text, as === "csv" ? "text/csv" : "application/geo+json");
  } catch (error) {
    fail(error);
  }
}

/** What is drawn must be an outline before it becomes part of the scenario. */
function isOutline(outline: Position[]): boolean {
  try {
    outlineArea(outline);
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

export function finishPlot(outline: Position[]): void {
  if (!isOutline(outline)) return;
  const { body } = usePlan.getState();
  const { standardRef: _, ...limits } = twinNow().built.scene.planning.limits ?? {};
  const id = freshId(body, "plot");
  const name = i18next.t("planning.plotName", { n: body.plots.length + 1 });
  const plot: Plot = { id, name, outline, greenSquareMetres: null, limits };
  step({ ...body, plots: [...body.plots, plot] }, { tool: null, draft: [], fault: "", chosen: { of: "plot", id } });
}

export function finishMassing(outline: Position[]): void {
  if (!isOutline(outline)) return;
  const { body, chosen } = usePlan.getState();
  const id = freshId(body, "body");
  const plot =
    chosen?.of === "plot"
      ? chosen.id
      : (body.massings.find((one) => one.id === chosen?.id)?.plot ?? body.plots.at(-1)?.id ?? null);
  const massing: Massing = {
    id,
    name: i18next.t("planning.massingName", { n: body.massings.length + 1 }),
    plot,
    outline,
    storeys: 6,
    storeyMetres: 3,
    use: "residential",
  };
  const massings = [...body.massings, massing];
  step({ ...body, massings }, { tool: null, draft: [], fault: "", chosen: { of: "massing", id } });
}

/** Buildings are chosen by going to them, see {@link toggleRemoved}. */
export function removeAt(): void {}

/** A building goes, or stays after all. */
export function toggleRemoved(code: string): void {
  const { body } = usePlan.getState();
  const removed = body.removed.includes(code) ? body.removed.filter((one) => one !== code) : [...body.removed, code];
  step({ ...body, removed });
}

/** All buildings that a question touches go. */
export async function removeTouched(): Promise<void> {
  const { body, answer } = usePlan.getState();
  if (!answer) return;
  const { columns } = await loadBuildings();
  const { coreCount } = twinNow().nodes;
  const codes = [...answer.touched.buildings].flatMap((slot) => columns.code[slot - coreCount] || []);
  const removed = [...new Set([...body.removed, ...codes])];
  if (removed.length > MOST_REMOVED) usePlan.setState({ fault: i18next.t("planning.tooMany", { most: MOST_REMOVED }) });
  else step({ ...body, removed });
}

export function finishNote([at]: Position[]): void {
  const { body } = usePlan.getState();
  const notes = [...body.notes, { id: freshId(body, "note"), at, text: i18next.t("planning.noteText") }];
  step({ ...body, notes }, { tool: null, draft: [] });
}

export const changePlot = (id: string, change: Partial<Plot>): void => {
  const { body } = usePlan.getState();
  step({ ...body, plots: body.plots.map((plot) => (plot.id === id ? { ...plot, ...change } : plot)) });
};

export const changeMassing = (id: string, change: Partial<Massing>): void => {
  const { body } = usePlan.getState();
  step({ ...body, massings: body.massings.map((one) => (one.id === id ? { ...one, ...change } : one)) });
};

/** The body with another outline of what is chosen. */
export function withOutline(body: ScenarioBody, of: "plot" | "massing", id: string, outline: Position[]): ScenarioBody {
  return of === "plot"
    ? { ...body, plots: body.plots.map((plot) => (plot.id === id ? { ...plot, outline } : plot)) }
    : { ...body, massings: body.massings.map((one) => (one.id === id ? { ...one, outline } : one)) };
}

export function removeChosen(): void {
  const { body, chosen } = usePlan.getState();
  if (chosen?.of === "plot")
    step(
      {
        ...body,
        plots: body.plots.filter(({ id }) => id !== chosen.id),
        massings: body.massings.map((one) => (one.plot === chosen.id ? { ...one, plot: null } : one)),
      },
      { chosen: null },
    );
  else if (chosen) step({ ...body, massings: body.massings.filter(({ id }) => id !== chosen.id) }, { chosen: null });
}

/** Number of the scenario the body in hand is of. */
let inHand: number | null = null;
export const scenarioInHand = (): number | null => inHand;

const takeUp = ({ id, name, version, place, mayEdit, body }: ScenarioInfo): void => {
  usePlan.setState({ ...NO_SCENARIO, name, version, place, mayEdit, body, kept: body, fault: "", open: true });
  inHand = id;
  useScenario.setState({ id });
};

/** @returns whether it is there for whoever asks */
export async function openScenario(id: number): Promise<boolean> {
  try {
    takeUp(await readScenario(id));
    return true;
  } catch (error) {
    usePlan.setState({ open: true, fault: i18next.t("planning.scenarioGone", { id, why: whyNot(error) }) });
    useScenario.setState({ id: null, split: null });
    return false;
  }
}

export function newScenario(): void {
  usePlan.setState({ ...NO_SCENARIO, fault: "" });
  inHand = null;
  useScenario.setState({ id: null, split: null });
}

/** Keeps what is in hand. Somebody else's newer version is not written over: the page says so and keeps what was drawn. */
export async function keepScenario(remark: string): Promise<boolean> {
  const { name, body, version, place } = usePlan.getState();
  const { id } = useScenario.getState();
  const { nodes } = twinNow();
  const here = nodes.columns.code[placeHere()];
  const words = { name: name.trim() || i18next.t("planning.scenarioName"), place: place || here, body, remark };
  try {
    const saved = await saveScenario(id !== null && version !== null ? { id, version } : null, words);
    usePlan.setState({
      name: saved.name,
      version: saved.version,
      place: saved.place,
      mayEdit: saved.mayEdit,
      kept: body,
      fault: "",
    });
    inHand = saved.id;
    useScenario.setState({ id: saved.id });
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** The place in hand, or the one what is in hand stands in. */
function placeHere(): number {
  const { nodes } = twinNow();
  const focus = focusOf(nodes, useView.getState().node);
  return focus < nodes.placeCount ? focus : nodes.placeOf(focus);
}

/** Takes the body of an earlier version in hand; keeping it makes a new version. */
export async function backTo(id: number, version: number): Promise<void> {
  try {
    const { body } = await readScenario(id, version);
    step(body, { chosen: null, fault: "" });
  } catch (error) {
    fail(error);
  }
}

let comparing = 0;
/** The figures of the scenario against today, worked out anew. */
export async function compareNow(): Promise<void> {
  const number = ++comparing;
  const { body } = usePlan.getState();
  if (body.plots.length + body.massings.length + body.removed.length === 0) {
    usePlan.setState({ comparison: null });
    return;
  }
  try {
    const comparison = await ask({ type: "compare", body }).answer;
    if (number === comparing) usePlan.setState({ comparison });
  } catch (error) {
    if (number === comparing) fail(error);
  }
}

export const mayPlan = (): boolean => mayNow("scenario.edit");
