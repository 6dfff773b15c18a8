// What does this touch: outlines, index and typed arrays against turf's booleanPointInPolygon over every building, 60 000 of them.

import { join } from "node:path";
import { booleanPointInPolygon } from "@turf/boolean-point-in-polygon";
import { lineColumns } from "../../src/builder/planFiles.ts";
import { roadGraph } from "../../src/builder/roadGraph.ts";
import type { CityGenerator } from "../../src/builder/source.ts";
import { PlanCity } from "../../src/models/city.ts";
import { type Question, touchNow } from "../../src/models/touch.ts";
import { encodeColumns } from "../../src/twin/columns.ts";
import { LocalFrame } from "../../src/twin/geodesy.ts";
import { FOOTPRINT_STEP, FOOTPRINT_ZERO } from "../../src/twin/lines.ts";
import { BUILDING_USES } from "../../src/twin/nodeTable.ts";
import type { Position } from "../../src/twin/scenarios/shapes.ts";
import { planningSettings } from "../../src/twin/scene/planning.ts";
import { benchCity, printTable } from "./benchCity.ts";
import { median } from "./figures.ts";

const BUILDINGS = 60_000;
const ROUNDS = 15;
/** Bytes of outlines for each building, as kept and served before compression. */
const MOST_BYTES = 40;

/** Prints the table. Throws when the two ways do not find the same buildings, or outlines take more than they may. */
export async function run(): Promise<void> {
  const generator = join(import.meta.dirname, "../../scenes/linjiang/generate/index.ts");
  const { default: generate } = (await import(generator)) as { default: CityGenerator };
  const source = generate({ seed: 1, buildings: BUILDINGS });
  const [west, south, east, north] = source.extent;
  const origin = { lon: (west + east) / 2, lat: (south + north) / 2 };
  const list = [...source.buildings];
  const planning = planningSettings.parse({
    figures: [{ use: "residential", floorPerResident: 40, standardRef: "bench" }],
  });
  const nodes = benchCity(20_000);
  Object.assign(nodes, { buildingCount: list.length });
  const frame = new LocalFrame(origin.lon, origin.lat);
  const corners = list.map(({ rings }) => rings[0]);
  const lon = Float64Array.from(corners, (ring) => mean(ring, 0));
  const lat = Float64Array.from(corners, (ring) => mean(ring, 1));
  let total = 0;
  const end = Uint32Array.from(corners, (ring) => {
    total += ring.length / 2;
    return total;
  });
  const [eastSteps, northSteps] = [new Uint16Array(total), new Uint16Array(total)];
  let at = 0;
  const [home, corner] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  corners.forEach((ring, row) => {
    frame.toLocal(lon[row], lat[row], 0, home);
    for (let k = 0; k < ring.length; k += 2, at++) {
      frame.toLocal(ring[k], ring[k + 1], 0, corner);
      eastSteps[at] = FOOTPRINT_ZERO + Math.round((corner[0] - home[0]) / FOOTPRINT_STEP);
      northSteps[at] = FOOTPRINT_ZERO + Math.round((corner[1] - home[1]) / FOOTPRINT_STEP);
    }
  });
  const footprints = { end, east: eastSteps, north: northSteps };
  const bytes = encodeColumns({ ...footprints }).length;
  const began = performance.now();
  const city = new PlanCity({
    origin,
    nodes,
    buildings: {
      parent: new Int32Array(list.length),
      lon,
      lat,
      base: new Float32Array(list.length),
      heightAboveBase: Float32Array.from(list, ({ height }) => height),
      footprint: new Float32Array(list.length).fill(300),
      levels: Uint8Array.from(list, ({ levels }) => Math.min(255, levels)),
      use: Uint8Array.from(list, ({ use }) => BUILDING_USES.indexOf(use)),
      traits: new Uint8Array(list.length),
      code: list.map(({ code }) => code),
      name: list.map(() => ""),
    },
    footprints,
    lines: lineColumns(source.lines, () => -1),
    roads: roadGraph(source.lines, planning),
    planning,
  });
  const indexing = performance.now() - began;

  const middle: Position = [origin.lon, origin.lat];
  const points = Array.from(lon, (x, row): Position => [x, lat[row]]);
  const rows = [["question", "touched", "by their middle", "ours p50 ms", "turf p50 ms", "ratio"]];
  for (const metres of [300, 1000, 3000]) {
    const outline = circle(frame, middle, metres);
    const polygon = { type: "Polygon" as const, coordinates: [[...outline, outline[0]]] };
    const [ours, theirs]: [number[], number[]] = [[], []];
    let [touched, plain]: [number, Set<number>] = [0, new Set()];
    let found = new Uint32Array(0);
    for (let round = 0; round < ROUNDS; round++) {
      let start = performance.now();
      found = touchNow(city, { kind: "area", outline }).buildings as typeof found;
      ours.push(performance.now() - start);
      start = performance.now();
      plain = new Set();
      for (let row = 0; row < points.length; row++) if (booleanPointInPolygon(points[row], polygon)) plain.add(row);
      theirs.push(performance.now() - start);
    }
    touched = found.length;
    const have = new Set([...found].map((slot) => slot - nodes.coreCount));
    // A building whose middle lies within touches; of one whose middle does not, an edge does.
    for (const row of plain)
      if (!have.has(row) && isSolid(corners[row])) throw new Error(`building ${row} was not found`);
    const [a, b] = [median(ours), median(theirs)];
    rows.push([
      `area, ${metres} m about the middle`,
      String(touched),
      String(plain.size),
      a.toFixed(1),
      b.toFixed(1),
      (b / a).toFixed(1),
    ]);
  }
  const more: Question[] = [
    { kind: "strip", path: [circle(frame, middle, 2500)[0], middle, circle(frame, middle, 2500)[24]], metres: 100 },
    { kind: "reach", at: middle, minutes: 15, travel: "walk" },
    { kind: "reach", at: middle, minutes: 15, travel: "drive" },
    {
      kind: "area",
      outline: [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
      ],
    },
  ];
  for (const question of more) {
    const times: number[] = [];
    let touched = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      touched = touchNow(city, question).buildings.length;
      times.push(performance.now() - start);
    }
    const words =
      question.kind === "reach"
        ? `reach, 15 min, ${question.travel}`
        : question.kind === "strip"
          ? "strip, 5 km, 100 m to each side"
          : "area, the whole city";
    rows.push([words, String(touched), "", median(times).toFixed(1), "", ""]);
  }
  printTable(
    `touch: ${list.length} buildings, ${city.tables.lines?.end.length} lines, ${city.tables.roads?.from.length} pieces of road; index once ${indexing.toFixed(0)} ms; outlines ${(bytes / list.length).toFixed(1)} bytes a building (bound ${MOST_BYTES})`,
    rows,
  );
  if (bytes / list.length > MOST_BYTES)
    throw new Error(`outlines take ${bytes / list.length} bytes a building, more than ${MOST_BYTES}`);
}

const mean = (ring: Float64Array, axis: 0 | 1): number => {
  let sum = 0;
  for (let k = axis; k < ring.length; k += 2) sum += ring[k];
  return sum / (ring.length / 2);
};

/** Whether the mean of the corners lies in the outline, so that it may stand for the building. */
const isSolid = (ring: Float64Array): boolean => {
  const [x, y] = [mean(ring, 0), mean(ring, 1)];
  let inside = false;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    if (
      ring[i + 1] > y !== ring[j + 1] > y &&
      x < ((ring[j] - ring[i]) * (y - ring[i + 1])) / (ring[j + 1] - ring[i + 1]) + ring[i]
    )
      inside = !inside;
  return inside;
};

function circle(frame: LocalFrame, [lon, lat]: Position, metres: number): Position[] {
  const local = [0, 0, 0];
  frame.toLocal(lon, lat, 0, local);
  return Array.from({ length: 48 }, (_, k) => {
    const angle = (k / 48) * 2 * Math.PI;
    const point = frame.toGeodetic(local[0] + metres * Math.cos(angle), local[1] + metres * Math.sin(angle), 0);
    return [point.lon, point.lat];
  });
}
