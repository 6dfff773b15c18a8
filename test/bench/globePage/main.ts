// The bench's page: the same points as our assets layer and as Cesium's PointPrimitiveCollection in one scene, driven by turns with the same changes.

import { Cartesian3, CesiumWidget, Color, type PointPrimitive, PointPrimitiveCollection } from "cesium";
import { AssetsLayer } from "../../../src/globe/layers/assets.ts";
import { Look } from "../../../src/globe/look.ts";
import { SEVERITY_COLOURS } from "../../../src/globe/palette.ts";
import { StatePixels } from "../../../src/globe/statePixels.ts";
import { StateTexture } from "../../../src/globe/stateTexture.ts";
import { LocalFrame } from "../../../src/twin/geodesy.ts";
import { LEVEL } from "../../../src/twin/level.ts";
import { NodeTable } from "../../../src/twin/nodeTable.ts";
import type { BuiltScene } from "../../../src/twin/scene/built.ts";

/** One way of drawing, over all rounds. */
export interface Measured {
  /** Changes written and the frame rendered, script ms by round. */
  changedMs: number[];
  /** The same frame with nothing changed. */
  calmMs: number[];
  /** Bytes handed to GL by the changed frames. */
  bytes: number;
  /** Calls that handed them over. */
  uploads: number;
}
export interface BenchAnswer {
  points: number;
  ours: Measured;
  primitives: Measured;
}

declare global {
  interface Window {
    bench(rounds: number, changes: number): Promise<BenchAnswer>;
  }
}

const counted = { bytes: 0, uploads: 0 };

/** Counts what goes to the GPU; draw calls are left out, so that a frame costs script and not a software rasterizer. */
function watchGl(): void {
  const gl = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
  for (const name of ["bufferData", "bufferSubData", "texImage2D", "texSubImage2D"]) {
    const call = gl[name];
    gl[name] = function (...args) {
      const data = args.find((arg) => ArrayBuffer.isView(arg) || arg instanceof ArrayBuffer) as ArrayBuffer | undefined;
      if (data) {
        counted.bytes += data.byteLength;
        counted.uploads++;
      }
      return call.apply(this, args);
    };
  }
}

function leaveOutDraws(): void {
  const gl = WebGL2RenderingContext.prototype as unknown as Record<string, unknown>;
  for (const name of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"])
    gl[name] = () => undefined;
}

watchGl();

async function fetched(path: string): Promise<Response> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

window.bench = async (rounds, changes) => {
  const built = (await (await fetched("/scene/built.json")).json()) as BuiltScene;
  const nodes = NodeTable.decode(await (await fetched("/scene/nodes.bin")).arrayBuffer());
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
  const { level, lon, lat, height } = nodes.columns;
  scene.camera.setView({ destination: Cartesian3.fromDegrees(lon[0], lat[0], 30_000) });

  const pixels = new StatePixels(nodes.slotCount);
  const state = new StateTexture(pixels);
  const look = new Look();
  Object.assign(look.focus, { x: 0, y: nodes.placeCount, z: LEVEL.facility, w: -1 });
  Object.assign(look.range, { x: 0, y: nodes.coreCount });
  scene.preRender.addEventListener(() => state.upload(scene));
  const layer = new AssetsLayer(nodes, built.scene.kinds, new LocalFrame(built.origin.lon, built.origin.lat));
  let trouble = "";
  const onProblem = (_layer: string, reason: string): void => {
    trouble = reason;
  };
  await layer.add({ scene, look, state, sceneUrl: "/scene/", onProblem });

  const slots: number[] = [];
  for (let slot = nodes.placeCount; slot < nodes.coreCount; slot++) if (level[slot] === LEVEL.point) slots.push(slot);
  const collection = scene.primitives.add(new PointPrimitiveCollection()) as PointPrimitiveCollection;
  const colours = SEVERITY_COLOURS.map((colour) => Color.fromCssColorString(colour));
  const primitives: PointPrimitive[] = slots.map((slot) =>
    collection.add({
      position: Cartesian3.fromDegrees(lon[slot], lat[slot], height[slot]),
      color: colours[0],
      pixelSize: 9,
    }),
  );
  const render = (): void => {
    widget.resize();
    scene.render();
  };
  for (let i = 0; layer.statistics().tiles < 2; i++) {
    if (trouble || i > 2000) throw new Error(trouble || "the models did not get ready");
    render();
    await new Promise((done) => setTimeout(done, 10));
  }
  leaveOutDraws();

  const show = (ours: boolean): void => {
    layer.setVisible(ours);
    collection.show = !ours;
  };
  const fresh = (): Measured => ({ changedMs: [], calmMs: [], bytes: 0, uploads: 0 });
  const answer: BenchAnswer = { points: slots.length, ours: fresh(), primitives: fresh() };
  const changed = new Uint32Array(changes);
  const rgba = new Uint32Array(changes);
  const which = new Uint32Array(changes);
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  const timed = (into: Measured, act: () => void): void => {
    render();
    const before = { ...counted };
    const start = performance.now();
    act();
    render();
    into.changedMs.push(performance.now() - start);
    into.bytes += counted.bytes - before.bytes;
    into.uploads += counted.uploads - before.uploads;
    const calm = performance.now();
    render();
    into.calmMs.push(performance.now() - calm);
  };
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < changes; i++) {
      which[i] = next() % slots.length;
      changed[i] = slots[which[i]];
      rgba[i] = (1 + (next() % 5)) | ((next() & 255) << 8);
    }
    show(true);
    timed(answer.ours, () => pixels.write(changed, rgba));
    show(false);
    timed(answer.primitives, () => {
      for (let i = 0; i < changes; i++) {
        const primitive = primitives[which[i]];
        const severity = rgba[i] & 255;
        primitive.color = colours[severity];
        primitive.pixelSize = severity > 1 ? 20 : 9;
      }
    });
    if (round % 10 === 9) await new Promise((done) => setTimeout(done, 0));
  }
  return answer;
};
document.body.dataset.ready = "";
