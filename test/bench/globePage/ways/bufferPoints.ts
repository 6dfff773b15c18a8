// Cesium's BufferPointCollection (experimental): points packed in buffers, written through one flyweight.

import { BufferPoint, BufferPointCollection, BufferPointMaterial, Cartesian3, Color } from "cesium";
import { SEVERITY_COLOURS } from "../../../../src/globe/palette.ts";
import { type Stage, sizeOf, type Way } from "./way.ts";

export function bufferPoints({ scene, points, render }: Stage, rounds: number): Way {
  const { lon, lat, height } = points;
  const materials = SEVERITY_COLOURS.map(
    (colour, severity) =>
      new BufferPointMaterial({ color: Color.fromCssColorString(colour), size: sizeOf(severity), outlineWidth: 0 }),
  );
  const collection = scene.primitives.add(
    new BufferPointCollection({ primitiveCountMax: lon.length }),
  ) as BufferPointCollection;
  const point = new BufferPoint();
  for (let i = 0; i < lon.length; i++) {
    const position = Cartesian3.fromDegrees(lon[i], lat[i], height[i]);
    collection.add({ position, material: materials[0] }, point);
  }
  return {
    name: "BufferPointCollection",
    rounds,
    show: (visible) => {
      collection.show = visible;
    },
    write(which, severity) {
      for (let i = 0; i < which.length; i++) {
        collection.get(which[i], point);
        point.setMaterial(materials[severity[i]]);
      }
    },
    render,
  };
}
