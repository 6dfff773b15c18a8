// Ours: the assets layer of the app and its state texture.

import { AssetsLayer } from "../../../../src/globe/layers/assets.ts";
import { Look } from "../../../../src/globe/look.ts";
import { StatePixels } from "../../../../src/globe/statePixels.ts";
import { StateTexture } from "../../../../src/globe/stateTexture.ts";
import { LocalFrame } from "../../../../src/twin/geodesy.ts";
import { LEVEL } from "../../../../src/twin/level.ts";
import type { NodeTable } from "../../../../src/twin/nodeTable.ts";
import type { Stage, Way } from "./way.ts";

/** @param nodes whose points, in slot order, are the stage's @throws Error when the models do not get ready */
export async function stateTexture({ scene, render }: Stage, nodes: NodeTable, rounds: number): Promise<Way> {
  const pixels = new StatePixels(nodes.slotCount);
  const state = new StateTexture(pixels);
  const look = new Look();
  Object.assign(look.focus, { x: 0, y: nodes.placeCount, z: LEVEL.facility, w: -1 });
  Object.assign(look.range, { x: 0, y: nodes.coreCount });
  scene.preRender.addEventListener(() => state.upload(scene));
  const { lon, lat } = nodes.columns;
  const layer = new AssetsLayer(nodes, [], new LocalFrame(lon[nodes.placeCount], lat[nodes.placeCount]));
  let trouble = "";
  const onProblem = (_layer: string, reason: string): void => {
    trouble = reason;
  };
  await layer.add({ scene, look, state, sceneUrl: "/", onProblem });
  for (let i = 0; layer.statistics().tiles < 2; i++) {
    if (trouble || i > 2000) throw new Error(trouble || "the models did not get ready");
    render();
    await new Promise((done) => setTimeout(done, 10));
  }
  return {
    name: "state texture",
    rounds,
    show: (visible) => layer.setVisible(visible),
    write(which, severity, level) {
      const slots = which.map((index) => nodes.placeCount + index);
      const rgba = new Uint32Array(which.length);
      for (let i = 0; i < which.length; i++) rgba[i] = severity[i] | (level[i] << 8);
      pixels.write(slots, rgba);
    },
    render,
  };
}
