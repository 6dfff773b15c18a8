// Geometry of the planner's layer: massings with their storeys, ribbons along roads, walls about areas.

import {
  type Appearance,
  BoundingSphere,
  Cartesian3,
  Color,
  ColorGeometryInstanceAttribute,
  ComponentDatatype,
  Geometry,
  GeometryAttribute,
  GeometryInstance,
  PerInstanceColorAppearance,
  PolygonGeometry,
  PolygonHierarchy,
  PolygonOutlineGeometry,
  Primitive,
  PrimitiveType,
  ShadowMode,
  WallGeometry,
} from "cesium";
import { type HeightGrid, heightAt } from "../../../twin/heights.ts";
import type { BuildingUse } from "../../../twin/nodeTable.ts";
import type { PlanBody } from "./picture.ts";

/** The planner's own colour: no severity has it, nor does selection. */
export const PLAN_COLOUR = "#6f42c1";

/** Bodies by use, as land use plans colour them (yellow dwellings, red commerce, brown industry … after GB 50137 [K]). */
export const USE_COLOURS: Readonly<Record<BuildingUse, string>> = {
  residential: "#f2cf4a",
  office: "#e07b9a",
  commercial: "#d9534f",
  industrial: "#b08968",
  public: "#e39ac2",
  education: "#f0a3c0",
  health: "#f4b6c2",
  transport: "#9aa5b1",
  heritage: "#c08552",
  other: "#c9ccd1",
};

/** Where the picture is split, what belongs to the scenario shows on the right of it; unsplit the split is at 0. */
const SPLIT = "if (gl_FragCoord.x < czm_splitPosition) discard;";
const LIT = /* glsl */ `
in vec3 v_positionEC;
in vec3 v_normalEC;
in vec4 v_color;
void main() {
  ${SPLIT}
  float light = 0.86 + 0.2 * dot(normalize(v_normalEC), czm_lightDirectionEC);
  out_FragColor = vec4(min(v_color.rgb * light, 1.0), v_color.a);
}`;
const FLAT = (split: boolean): string => /* glsl */ `
in vec4 v_color;
void main() {
  ${split ? SPLIT : ""}
  out_FragColor = czm_gammaCorrect(v_color);
}`;

const colourOf = (css: string, alpha = 1): ColorGeometryInstanceAttribute =>
  ColorGeometryInstanceAttribute.fromColor(Color.fromCssColorString(css).withAlpha(alpha));

const flatLook = (split: boolean, translucent: boolean): Appearance =>
  new PerInstanceColorAppearance({ flat: true, translucent, fragmentShaderSource: FLAT(split) });

/** At once, so that a dragged corner never shows the body of before. */
const primitiveOf = (
  geometryInstances: GeometryInstance[],
  appearance: Appearance,
  shadows = ShadowMode.DISABLED,
): Primitive => new Primitive({ geometryInstances, appearance, asynchronous: false, allowPicking: false, shadows });

/** Massings as solids with a line for each storey. */
export function bodiesOf(bodies: readonly PlanBody[], ground: HeightGrid | null): Primitive[] {
  const solids: GeometryInstance[] = [];
  const lines: GeometryInstance[] = [];
  for (const { outline, storeys, storeyMetres, use, chosen } of bodies) {
    const base = Math.min(...outline.map(([lon, lat]) => heightAt(ground, lon, lat)));
    const top = base + storeys * storeyMetres;
    const hierarchy = new PolygonHierarchy(Cartesian3.fromDegreesArray(outline.flat()));
    solids.push(
      new GeometryInstance({
        geometry: new PolygonGeometry({
          polygonHierarchy: hierarchy,
          height: top,
          extrudedHeight: base,
          vertexFormat: PerInstanceColorAppearance.VERTEX_FORMAT,
        }),
        attributes: { color: colourOf(USE_COLOURS[use]) },
      }),
    );
    const ink = colourOf(chosen ? "#d6336c" : "#4a3a10");
    // Its edges, and every storey.
    lines.push(
      new GeometryInstance({
        geometry: new PolygonOutlineGeometry({ polygonHierarchy: hierarchy, height: top, extrudedHeight: base }),
        attributes: { color: ink },
      }),
    );
    for (let storey = 1; storey < storeys; storey++)
      lines.push(
        new GeometryInstance({
          geometry: new PolygonOutlineGeometry({ polygonHierarchy: hierarchy, height: base + storey * storeyMetres }),
          attributes: { color: ink },
        }),
      );
  }
  if (solids.length === 0) return [];
  return [
    primitiveOf(
      solids,
      new PerInstanceColorAppearance({ translucent: false, closed: true, fragmentShaderSource: LIT }),
      ShadowMode.ENABLED,
    ),
    primitiveOf(lines, flatLook(true, false)),
  ];
}

/** Flat ribbons along pieces [lon, lat, lon, lat, …], in one mesh. */
export function ribbonsOf(
  pieces: Float64Array,
  width: number,
  ground: HeightGrid | null,
  colour: string,
  lift = 2.5,
): Primitive | null {
  const count = pieces.length / 4;
  if (count === 0) return null;
  const positions = new Float64Array(12 * count);
  const indices = new Uint32Array(6 * count);
  const [a, b, up, along, side] = Array.from({ length: 5 }, () => new Cartesian3());
  const shifted = new Cartesian3();
  for (let i = 0; i < count; i++) {
    const [lon1, lat1, lon2, lat2] = pieces.subarray(4 * i, 4 * i + 4);
    Cartesian3.fromDegrees(lon1, lat1, heightAt(ground, lon1, lat1) + lift, undefined, a);
    Cartesian3.fromDegrees(lon2, lat2, heightAt(ground, lon2, lat2) + lift, undefined, b);
    Cartesian3.normalize(a, up);
    Cartesian3.subtract(b, a, along);
    Cartesian3.cross(along, up, side);
    const length = Cartesian3.magnitude(side);
    if (length === 0) continue;
    Cartesian3.multiplyByScalar(side, width / 2 / length, side);
    [a, b].forEach((end, k) => {
      Cartesian3.pack(Cartesian3.add(end, side, shifted), positions as unknown as number[], 12 * i + 6 * k);
      Cartesian3.pack(Cartesian3.subtract(end, side, shifted), positions as unknown as number[], 12 * i + 6 * k + 3);
    });
    indices.set(
      [0, 1, 2, 2, 1, 3].map((k) => 4 * i + k),
      6 * i,
    );
  }
  const geometry = new Geometry({
    attributes: {
      position: new GeometryAttribute({
        componentDatatype: ComponentDatatype.DOUBLE,
        componentsPerAttribute: 3,
        values: positions as unknown as number[],
      }),
    } as unknown as ConstructorParameters<typeof Geometry>[0]["attributes"],
    indices,
    primitiveType: PrimitiveType.TRIANGLES,
    boundingSphere: BoundingSphere.fromVertices(positions as unknown as number[]),
  });
  return primitiveOf(
    [new GeometryInstance({ geometry, attributes: { color: colourOf(colour) } })],
    flatLook(false, false),
  );
}

/** A see-through wall on a path. */
export function wallOf(
  path: readonly (readonly [number, number])[],
  metres: number,
  ground: HeightGrid | null,
  colour: string,
  ofScenario: boolean,
): Primitive | null {
  if (path.length < 2) return null;
  const heights = path.map(([lon, lat]) => heightAt(ground, lon, lat));
  const geometry = new WallGeometry({
    positions: Cartesian3.fromDegreesArray(path.flat()),
    minimumHeights: heights.map((height) => height - 2),
    maximumHeights: heights.map((height) => height + metres),
    vertexFormat: PerInstanceColorAppearance.FLAT_VERTEX_FORMAT,
  });
  // Cesium makes no wall of a path that goes nowhere.
  if (!WallGeometry.createGeometry(geometry)) return null;
  return primitiveOf(
    [new GeometryInstance({ geometry, attributes: { color: colourOf(colour, ofScenario ? 0.75 : 0.4) } })],
    flatLook(ofScenario, true),
  );
}
