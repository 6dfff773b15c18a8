// Lines in space for the planner's layer: seen through what stands before them, lifted out of the ground, drawn broken where they are estimated.

import {
  ArcType,
  Cartesian3,
  Color,
  ColorGeometryInstanceAttribute,
  GeometryInstance,
  Material,
  PolylineColorAppearance,
  PolylineGeometry,
  PolylineMaterialAppearance,
  Primitive,
} from "cesium";

/** Degrees and m above the ellipsoid. */
export type SpacePoint = readonly [lon: number, lat: number, height: number];

export interface SpaceLine {
  points: readonly SpacePoint[];
  colour: string;
  /** px. */
  width: number;
}

const positionsOf = (points: readonly SpacePoint[]): Cartesian3[] =>
  points.map(([lon, lat, height]) => Cartesian3.fromDegrees(lon, lat, height));

/** Lines that pale where something stands before them, and are not lost there. */
export function linesInSpace(lines: readonly SpaceLine[]): Primitive | null {
  const drawn = lines.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return null;
  const geometryInstances = drawn.map(
    ({ points, colour, width }) =>
      new GeometryInstance({
        geometry: new PolylineGeometry({
          positions: positionsOf(points),
          width,
          arcType: ArcType.NONE,
          vertexFormat: PolylineColorAppearance.VERTEX_FORMAT,
        }),
        attributes: {
          color: ColorGeometryInstanceAttribute.fromColor(Color.fromCssColorString(colour)),
          depthFailColor: ColorGeometryInstanceAttribute.fromColor(Color.fromCssColorString(colour).withAlpha(0.5)),
        },
      }),
  );
  return new Primitive({
    geometryInstances,
    appearance: new PolylineColorAppearance({ translucent: false }),
    depthFailAppearance: new PolylineColorAppearance({ translucent: true }),
    asynchronous: false,
    allowPicking: false,
  });
}

/** Draws a point of a line towards the eye by as much as lies between it and the ground above it. */
const LIFTED = (below: number): string => /* glsl */ `
vec4 ywLifted(vec4 p) {
  // Relative to the eye, axes of the earth: steepness of the way down to it.
  float far = length(p.xyz);
  float down = -dot(p.xyz, normalize(czm_viewerPositionWC)) / max(far, 1e-3);
  float lift = down > 0.0 ? ${below.toFixed(1)} / max(down, 0.06) : 0.0;
  return vec4(p.xyz * (1.0 - min(lift / max(far, 1e-3), 0.7)), p.w);
}
`;

/**
 * The vertex shader of Cesium's polylines with every point lifted, so that a pipe shows through the ground where it truly runs and
 * still hides behind what stands on it.
 */
function buriedVertex(below: number): string {
  const own = new PolylineMaterialAppearance({ material: Material.fromType("Color") }).vertexShaderSource;
  const lifted = own.replaceAll(/= (czm_compute(?:Prev|Next)?Position\(\));/g, "= ywLifted($1);");
  return lifted.replace("void main()", `${LIFTED(below)}\nvoid main()`);
}

function pipeMaterial(colour: string, estimated: boolean): Material {
  const color = Color.fromCssColorString(colour);
  return estimated
    ? Material.fromType("PolylineDash", { color, gapColor: color.withAlpha(0.35), dashLength: 22 })
    : Material.fromType("Color", { color });
}

const lineOf = (points: readonly SpacePoint[], width: number): GeometryInstance =>
  new GeometryInstance({
    geometry: new PolylineGeometry({
      positions: positionsOf(points),
      width,
      arcType: ArcType.NONE,
      vertexFormat: PolylineMaterialAppearance.VERTEX_FORMAT,
    }),
  });

/**
 * Lines of one colour below the ground, seen through it.
 * @param estimated drawn broken @param below the deepest of them, m below the ground
 */
export function buriedLines(
  lines: readonly (readonly SpacePoint[])[],
  colour: string,
  width: number,
  estimated: boolean,
  below: number,
): Primitive | null {
  const drawn = lines.filter((points) => points.length > 1);
  if (drawn.length === 0) return null;
  return new Primitive({
    geometryInstances: drawn.map((points) => lineOf(points, width)),
    appearance: new PolylineMaterialAppearance({
      material: pipeMaterial(colour, estimated),
      translucent: true,
      vertexShaderSource: buriedVertex(below + 2),
    }),
    asynchronous: false,
    allowPicking: false,
  });
}

/** Those that look alike, together: one primitive draws them. */
export function alike<T extends { colour: string; estimated: boolean }>(lines: readonly T[]): T[][] {
  const looks = new Map<string, T[]>();
  for (const line of lines) {
    const key = `${line.colour} ${line.estimated}`;
    looks.set(key, [...(looks.get(key) ?? []), line]);
  }
  return [...looks.values()];
}

/** Pipes where they lie, hidden by what stands before them. @param lines estimated ones are drawn broken */
export function pipesInSpace(
  lines: readonly { points: readonly SpacePoint[]; colour: string; estimated: boolean }[],
  width: number,
): Primitive[] {
  return alike(lines.filter(({ points }) => points.length > 1)).map((those) => {
    const [{ colour, estimated }] = those;
    return new Primitive({
      geometryInstances: those.map(({ points }) => lineOf(points, width)),
      appearance: new PolylineMaterialAppearance({ material: pipeMaterial(colour, estimated), translucent: estimated }),
      asynchronous: false,
      allowPicking: false,
    });
  });
}
