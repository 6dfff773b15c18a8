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
import { BUILDING_USES, NodeTable } from "../../src/twin/nodeTable.ts";
import type { Position } from "../../src/twin/scenarios/shapes.ts";
import { planningSettings } from "../../src/twin/scene/planning.ts";
import { benchCity, bestOf, printTable } from "./benchCity.ts";

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
  // Buildings alone and by their middles: the same work as turf's.
  const middles = new PlanCity({ ...city.tables, nodes: bare(nodes), footprints: null, lines: null, roads: null });
  const rows = [
    ["question", "touched", "whole answer, ms", "buildings by their middles", "ours ms", "turf ms", "ratio"],
  ];
  for (const metres of [300, 1000, 3000]) {
    const outline = circle(frame, middle, metres);
    const polygon = { type: "Polygon" as const, coordinates: [[...outline, outline[0]]] };
    const question: Question = { kind: "area", outline };
    let found = new Uint32Array(0);
    let plain: number[] = [];
    const [ours, theirs] = bestOf(
      ROUNDS,
      () => {
        found = Uint32Array.from(touchNow(middles, question).buildings);
      },
      () => {
        plain = [];
        for (let row = 0; row < points.length; row++) if (booleanPointInPolygon(points[row], polygon)) plain.push(row);
      },
    );
    const same =
      found.length === plain.length && plain.every((row, i) => found[i] - middles.tables.nodes.coreCount === row);
    if (!same)
      throw new Error(
        `within ${metres} m: ours finds ${found.length} buildings, turf ${plain.length}, and not the same`,
      );
    let touched = 0;
    const [all] = bestOf(
      ROUNDS,
      () => {
        touched = touchNow(city, question).buildings.length;
      },
      () => undefined,
    );
    rows.push([
      `area, ${metres} m about the middle`,
      String(touched),
      all.toFixed(1),
      String(plain.length),
      ours.toFixed(2),
      theirs.toFixed(1),
      (theirs / ours).toFixed(1),
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
    let touched = 0;
    const [all] = bestOf(
      ROUNDS,
      () => {
        touched = touchNow(city, question).buildings.length;
      },
      () => undefined,
    );
    const words =
      question.kind === "reach"
        ? `reach, 15 min, ${question.travel}`
        : question.kind === "strip"
          ? "strip, 5 km, 100 m to each side"
          : "area, the whole city";
    rows.push([words, String(touched), all.toFixed(1), "", "", "", ""]);
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

/** The same tree without anything in its places. */
const bare = (nodes: NodeTable): NodeTable => {
  const columns = Object.fromEntries(
    Object.entries(nodes.columns).map(([name, column]) => [name, (column as number[]).slice(0, nodes.placeCount)]),
  ) as unknown as NodeTable["columns"];
  const { placeCount, buildingCount, partitionCount } = nodes;
  return new NodeTable({ placeCount, coreCount: placeCount, buildingCount, partitionCount }, columns);
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
