// Where the earth is cut open: its face along a section, walls and floor of a pit.

import {
  Cartesian3,
  Color,
  ColorGeometryInstanceAttribute,
  GeometryInstance,
  PerInstanceColorAppearance,
  PolygonGeometry,
  PolygonHierarchy,
  Primitive,
  WallGeometry,
} from "cesium";
import { type HeightGrid, heightAt } from "../../../twin/heights.ts";

type Path = readonly (readonly [lon: number, lat: number])[];

const EARTH = "#7d6248";
const FLOOR = "#5b4633";
/** Walls of a pit are lighter the more they face this way, degrees clockwise from north: one tells its corners apart. */
const LIGHT_FROM = 320;
const SHADE = 0.22;

const flat = (geometryInstances: GeometryInstance[]): Primitive =>
  new Primitive({
    geometryInstances,
    appearance: new PerInstanceColorAppearance({ flat: true, translucent: false }),
    asynchronous: false,
    allowPicking: false,
  });

const coloured = (geometry: WallGeometry | PolygonGeometry, colour: Color): GeometryInstance =>
  new GeometryInstance({ geometry, attributes: { color: ColorGeometryInstanceAttribute.fromColor(colour) } });

const wall = (path: Path, tops: number[], bottoms: number[]): WallGeometry =>
  new WallGeometry({
    positions: Cartesian3.fromDegreesArray(path.flat()),
    minimumHeights: bottoms,
    maximumHeights: tops,
    vertexFormat: PerInstanceColorAppearance.FLAT_VERTEX_FORMAT,
  });

/** The face of the earth along a section, from the ground down. @param depth m */
export function earthFace(path: Path, depth: number, ground: HeightGrid | null): Primitive {
  const tops = path.map(([lon, lat]) => heightAt(ground, lon, lat));
  const bottoms = tops.map((height) => height - depth);
  return flat([coloured(wall(path, tops, bottoms), Color.fromCssColorString(EARTH))]);
}

/** Walls and floor of a pit. @param sides the way along each side, its ends included @param floor m above the ellipsoid */
export function pitBody(sides: readonly Path[], floor: number, ground: HeightGrid | null): Primitive {
  const walls = sides.flatMap((side) => {
    const tops = side.map(([lon, lat]) => Math.max(floor, heightAt(ground, lon, lat)));
    const geometry = wall(
      side,
      tops,
      tops.map(() => floor),
    );
    // Cesium makes no wall of a side that goes nowhere.
    return WallGeometry.createGeometry(geometry) ? [coloured(geometry, shaded(side))] : [];
  });
  const bottom = new PolygonGeometry({
    polygonHierarchy: new PolygonHierarchy(Cartesian3.fromDegreesArray(sides.flatMap(([first]) => first))),
    height: floor,
    vertexFormat: PerInstanceColorAppearance.FLAT_VERTEX_FORMAT,
  });
  return flat([...walls, coloured(bottom, Color.fromCssColorString(FLOOR))]);
}

function shaded(side: Path): Color {
  const [[lon1, lat1], [lon2, lat2]] = [side[0], side[side.length - 1]];
  const along = Math.atan2((lon2 - lon1) * Math.cos((lat1 * Math.PI) / 180), lat2 - lat1);
  // A wall is seen from within, on whichever side that is: only its line counts.
  const facing = Math.abs(Math.sin(along - (LIGHT_FROM * Math.PI) / 180));
  const earth = Color.fromCssColorString(EARTH);
  return facing > 0.5
    ? earth.brighten((facing - 0.5) * SHADE, new Color())
    : earth.darken((0.5 - facing) * 2 * SHADE, new Color());
}
