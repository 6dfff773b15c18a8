// Light on models and tilesets of others: from where the picture's sun or moon stands, whatever the clock of Cesium says.

import { Cartesian3, DirectionalLight, type Matrix4, Matrix4 as Matrix4Class, type Scene } from "cesium";
import type { Look } from "../../look.ts";

/** @param localToWorld local east, north, up → ECEF @returns what ends it */
export function lightByLook(scene: Scene, look: Look, localToWorld: Matrix4): () => void {
  const light = new DirectionalLight({ direction: new Cartesian3(0, 0, -1), intensity: 2.2 });
  scene.light = light;
  const scratch = new Cartesian3();
  return scene.preRender.addEventListener(() => {
    Matrix4Class.multiplyByPointAsVector(localToWorld, look.sun, scratch);
    Cartesian3.normalize(Cartesian3.negate(scratch, scratch), light.direction);
  });
}
