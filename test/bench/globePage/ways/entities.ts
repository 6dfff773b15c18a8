// An Entity for each sensor, as most examples do it: point graphics whose colour and size are set anew.

import {
  Cartesian3,
  Color,
  ConstantProperty,
  CustomDataSource,
  DataSourceCollection,
  DataSourceDisplay,
  JulianDate,
  type PointGraphics,
} from "cesium";
import { SEVERITY_COLOURS } from "../../../../src/globe/palette.ts";
import { type Stage, sizeOf, type Way } from "./way.ts";

export async function entities({ scene, points, render }: Stage, rounds: number): Promise<Way> {
  const { lon, lat, height } = points;
  const colours = SEVERITY_COLOURS.map((colour) => new ConstantProperty(Color.fromCssColorString(colour)));
  const sizes = SEVERITY_COLOURS.map((_, severity) => new ConstantProperty(sizeOf(severity)));
  const source = new CustomDataSource("points");
  source.entities.suspendEvents();
  const graphics = Array.from(lon, (_, i) => {
    const { point } = source.entities.add({
      position: Cartesian3.fromDegrees(lon[i], lat[i], height[i]),
      point: { color: colours[0], pixelSize: sizes[0] },
    });
    return point as PointGraphics;
  });
  source.entities.resumeEvents();
  const dataSourceCollection = new DataSourceCollection();
  await dataSourceCollection.add(source);
  const display = new DataSourceDisplay({ scene, dataSourceCollection });
  const time = JulianDate.now();
  return {
    name: "an Entity a sensor",
    rounds,
    show: (visible) => {
      source.show = visible;
    },
    write(which, severity) {
      for (let i = 0; i < which.length; i++) {
        const point = graphics[which[i]];
        point.color = colours[severity[i]];
        point.pixelSize = sizes[severity[i]];
      }
    },
    render() {
      // What a viewer does on every tick of its clock.
      display.update(time);
      render();
    },
  };
}
