// The planner's worker: fetches the scene's tables once, answers one question after another, stops when told.

import { PlanCity } from "../../models/city.ts";
import { compareScenario } from "../../models/compare.ts";
import { pathOf, rowsOf, toCsv, toGeoJson } from "../../models/export.ts";
import { PlanFault } from "../../models/fault.ts";
import { measure } from "../../models/measure.ts";
import { nearestLine } from "../../models/nearest.ts";
import { pipesAbout } from "../../models/pipes.ts";
import { pitOf } from "../../models/pit.ts";
import { lineOfSight } from "../../models/sight.ts";
import { sunshine } from "../../models/sunshine.ts";
import { type Question, type Touched, touch } from "../../models/touch.ts";
import { decodeColumns } from "../../twin/columns.ts";
import { readHeights } from "../../twin/heights.ts";
import type { FootprintColumns, LineColumns, RoadColumns } from "../../twin/lines.ts";
import { type BuildingColumns, NodeTable } from "../../twin/nodeTable.ts";
import type { Answer, FromPlanWorker, Job, OpenCity, Results, ToPlanWorker } from "./protocol.ts";

/** Lines drawn on the map: the longest inside. */
const LINES_DRAWN = 1500;
/** Share of an answer's time that loading is when it has not been done. */
const LOADING = 0.6;

const cancelled = new Set<number>();
let opened: OpenCity | null = null;
let loading: Promise<PlanCity> | null = null;
let last: { question: string; touched: Touched } | null = null;

const say = (message: FromPlanWorker): void => self.postMessage(message);
/** Lets messages in: a cancel must be heard while the work goes on. */
const breath = (): Promise<void> => new Promise((done) => setTimeout(done));

self.onmessage = ({ data }: MessageEvent<ToPlanWorker>): void => {
  if (data.type === "open") opened = data;
  else if (data.type === "cancel") cancelled.add(data.number);
  else void work(data.job, data.number);
};

class Cancelled extends Error {}

async function work(job: Job, number: number): Promise<void> {
  const tell = async (share: number): Promise<void> => {
    say({ type: "progress", number, share });
    await breath();
    if (cancelled.delete(number)) throw new Cancelled();
  };
  try {
    const city = await cityNow(tell);
    say({ type: "done", number, result: await resultOf(city, job, tell) });
  } catch (error) {
    if (error instanceof Cancelled) say({ type: "cancelled", number });
    else if (error instanceof PlanFault)
      say({ type: "fault", number, code: error.code, params: { ...error.params }, words: "" });
    else
      say({
        type: "fault",
        number,
        code: "",
        params: {},
        words: error instanceof Error ? error.message : String(error),
      });
  }
}

async function resultOf(
  city: PlanCity,
  job: Job,
  tell: (share: number) => Promise<void>,
): Promise<Results[keyof Results]> {
  switch (job.type) {
    case "ask":
      return answerOf(city, await touchedBy(city, job.question, tell));
    case "line":
      return nearestLine(city, job.at, job.within);
    case "compare":
      return compareScenario(city, job.body);
    case "file": {
      const touched = await touchedBy(city, job.question, tell);
      const rows = rowsOf(city, touched, opened?.kinds ?? []);
      return job.as === "csv" ? toCsv(rows) : JSON.stringify(toGeoJson(city, job.question, touched, rows));
    }
    case "measure":
      return measure(city, job.what, job.path);
    case "outline":
      return outlineOf(city, job.slot);
    case "sunshine":
      return toTheEnd(sunshine(city, job.question, job.body), tell);
    case "sight":
      return lineOfSight(city, job.question, job.body);
    case "pipes":
      return pipesAbout(city, job.at, job.within, job.most);
    case "pit":
      return pitOf(city, job.outline, job.depth);
  }
}

async function touchedBy(city: PlanCity, question: Question, tell: (share: number) => Promise<void>): Promise<Touched> {
  const key = JSON.stringify(question);
  if (last?.question === key) return last.touched;
  const touched = await toTheEnd(touch(city, question), tell);
  last = { question: key, touched };
  return touched;
}

async function toTheEnd<T>(steps: Generator<number, T>, tell: (share: number) => Promise<void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await tell(LOADING + (1 - LOADING) * step.value);
  }
}

/** Outline of a building, degrees; empty where it is not known. */
function outlineOf(city: PlanCity, slot: number): [number, number][] {
  const row = slot - city.tables.nodes.coreCount;
  const ring = row >= 0 && row < city.x.length ? city.outlineOf(row) : new Float64Array(0);
  const outline: [number, number][] = [];
  for (let i = 0; ring.length >= 6 && i < ring.length; i += 2) {
    const { lon, lat } = city.frame.toGeodetic(ring[i], ring[i + 1], 0);
    outline.push([lon, lat]);
  }
  return outline;
}

const answerOf = (city: PlanCity, touched: Touched): Answer => ({
  touched,
  paths: touched.networks.slice(0, LINES_DRAWN).map(({ row }) => pathOf(city, row)),
});

function cityNow(tell: (share: number) => Promise<void>): Promise<PlanCity> {
  loading ??= load(tell).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(tell: (share: number) => Promise<void>): Promise<PlanCity> {
  if (!opened) throw new Error("no city is open");
  const { sceneUrl, hash, origin, planning } = opened;
  let come = 0;
  const names = ["nodes", "buildings", "footprints", "lines", "roads"] as const;
  const fetched = await Promise.all(
    names.map(async (name) => {
      const buffer = await tableOf(`${sceneUrl}${name}.bin?v=${hash.slice(0, 16)}`);
      come++;
      return buffer;
    }),
  );
  const ground = await readHeights(`${sceneUrl}terrain.bin?v=${hash.slice(0, 16)}`);
  await tell((LOADING * come) / (names.length + 1));
  const [nodes, ...others] = fetched;
  if (!nodes) throw new Error("nodes.bin is not there");
  const [buildings, footprints, lines, roads] = others.map((buffer) => buffer && decodeColumns(buffer).columns);
  const city = new PlanCity({
    origin,
    planning,
    nodes: NodeTable.decode(nodes),
    buildings: buildings as unknown as BuildingColumns | null,
    footprints: footprints as unknown as FootprintColumns | null,
    lines: lines as unknown as LineColumns | null,
    roads: roads as unknown as RoadColumns | null,
    ground,
  });
  await tell(LOADING);
  return city;
}

/** null where the scene does not have the file; or not for who asks. */
async function tableOf(url: string): Promise<ArrayBuffer | null> {
  const response = await fetch(url);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  // A host of files alone may answer with the page itself.
  if (response.headers.get("content-type")?.includes("html")) return null;
  return response.arrayBuffer();
}
