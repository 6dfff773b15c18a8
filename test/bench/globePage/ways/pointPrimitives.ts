// Cesium's PointPrimitiveCollection: an object for each point, with colour and size.

import { Cartesian3, Color, type PointPrimitive, PointPrimitiveCollection } from "cesium";
import { SEVERITY_COLOURS } from "../../../../src/globe/palette.ts";
import { type Stage, sizeOf, type Way } from "./way.ts";

export function pointPrimitives({ scene, points, render }: Stage, rounds: number): Way {
  const { lon, lat, height } = points;
  const colours = SEVERITY_COLOURS.map((colour) => Color.fromCssColorString(colour));
  const collection = scene.primitives.add(new PointPrimitiveCollection()) as PointPrimitiveCollection;
  const all: PointPrimitive[] = Array.from(lon, (_, i) =>
    collection.add({
      position: Cartesian3.fromDegrees(lon[i], lat[i], height[i]),
      color: colours[0],
      pixelSize: sizeOf(0),
    }),
  );
  return {
    name: "PointPrimitiveCollection",
    rounds,
    show: (visible) => {
      collection.show = visible;
    },
    write(which, severity) {
      for (let i = 0; i < which.length; i++) {
        const point = all[which[i]];
        point.color = colours[severity[i]];
        point.pixelSize = sizeOf(severity[i]);
      }
    },
    render,
  };
}
