// The bench's page: the same points drawn by each way in one scene, driven by turns with the same changes.

import { Cartesian3, CesiumWidget } from "cesium";
import { LEVEL } from "../../../src/twin/level.ts";
import { benchCity } from "../benchCity.ts";
import { counted, leaveOutDraws, watchGl } from "./gl.ts";
import { bufferPoints } from "./ways/bufferPoints.ts";
import { deck } from "./ways/deck.ts";
import { entities } from "./ways/entities.ts";
import { pointPrimitives } from "./ways/pointPrimitives.ts";
import { stateTexture } from "./ways/stateTexture.ts";
import type { Points, Stage, Way } from "./ways/way.ts";

/** One way of drawing, over all its rounds. */
export interface Measured {
  name: string;
  /** Changes written and the frame rendered, script ms by round. */
  changedMs: number[];
  /** The same frame with nothing changed. */
  calmMs: number[];
  /** Bytes handed to GL by the changed frames. */
  bytes: number;
  /** Calls that handed them over. */
  uploads: number;
}

declare global {
  interface Window {
    /** Makes the ways; their names. @param fast, slow rounds for ways that take a few ms a frame, and for those that take hundreds */
    prepare(points: number, fast: number, slow: number): Promise<string[]>;
    /** @param changes points that change a frame */
    bench(changes: number): Promise<Measured[]>;
  }
}

watchGl();

let ways: Way[] = [];
let count = 0;

window.prepare = async (wanted, fast, slow) => {
  const nodes = benchCity(wanted);
  const { level, lon, lat, height } = nodes.columns;
  const points: Points = {
    lon: lon.subarray(nodes.placeCount),
    lat: lat.subarray(nodes.placeCount),
    height: height.subarray(nodes.placeCount),
  };
  count = points.lon.length;
  if (!level.subarray(nodes.placeCount).every((each) => each === LEVEL.point)) throw new Error("not all are points");
  const widget = new CesiumWidget("globe", {
    baseLayer: false,
    globe: false,
    skyBox: false,
    skyAtmosphere: false,
    scene3DOnly: true,
    useDefaultRenderLoop: false,
    msaaSamples: 1,
  });
  const { scene } = widget;
  scene.rethrowRenderErrors = true;
  scene.camera.setView({ destination: Cartesian3.fromDegrees(121.47, 31.23, 45_000) });
  const stage: Stage = {
    scene,
    points,
    render() {
      widget.resize();
      scene.render();
    },
  };
  ways = [await stateTexture(stage, nodes, fast)];
  ways.push(bufferPoints(stage, fast));
  ways.push(await deck(stage, document.getElementById("deck") as HTMLDivElement, fast));
  ways.push(pointPrimitives(stage, slow));
  ways.push(await entities(stage, slow));
  // Everything is on the GPU once before anything is measured.
  for (const way of ways) {
    only(way);
    for (let i = 0; i < 3; i++) way.render();
  }
  leaveOutDraws();
  return ways.map(({ name }) => name);
};

function only(way: Way): void {
  for (const each of ways) each.show(each === way);
}

window.bench = async (changes) => {
  const answer: Measured[] = ways.map(({ name }) => ({ name, changedMs: [], calmMs: [], bytes: 0, uploads: 0 }));
  const which = new Uint32Array(changes);
  const severity = new Uint8Array(changes);
  const level = new Uint8Array(changes);
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  const rounds = Math.max(...ways.map((way) => way.rounds));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < changes; i++) {
      which[i] = next() % count;
      severity[i] = 1 + (next() % 5);
      level[i] = next() & 255;
    }
    for (const [i, way] of ways.entries()) {
      if (round >= way.rounds) continue;
      only(way);
      way.render();
      const before = { ...counted };
      const start = performance.now();
      way.write(which, severity, level);
      way.render();
      answer[i].changedMs.push(performance.now() - start);
      answer[i].bytes += counted.bytes - before.bytes;
      answer[i].uploads += counted.uploads - before.uploads;
      const calm = performance.now();
      way.render();
      answer[i].calmMs.push(performance.now() - calm);
    }
    await new Promise((done) => setTimeout(done, 0));
  }
  return answer;
};
document.body.dataset.ready = "";
