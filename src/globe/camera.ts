// Where to look from: a view for every node, flights between them, and the camera as a few numbers for the URL.

import {
  BoundingSphere,
  type Camera,
  Cartesian3,
  Math as CesiumMath,
  EasingFunction,
  HeadingPitchRange,
  type Scene,
} from "cesium";
import { metresPerDegree } from "../twin/geodesy.ts";
import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import type { Scene as SceneManifest } from "../twin/scene/schema.ts";

/** A camera as the URL and the manifest write it: degrees and metres. */
export interface CameraView {
  lon: number;
  lat: number;
  height: number;
  heading: number;
  pitch: number;
}

/** Looking at a point: range is the distance from it, m. */
export interface NodeView {
  lon: number;
  lat: number;
  height: number;
  range: number;
  /** Degrees. */
  pitch: number;
}

/** Range and pitch that show a node of a level well; outer levels steeper, inner ones closer to the street. */
export function viewOfNode(nodes: NodeTable, slot: number): NodeView {
  const { lon, lat, height, radius, level } = nodes.columns;
  const at = { lon: lon[slot], lat: lat[slot], height: height[slot] };
  const size = radius[slot];
  switch (level[slot]) {
    case LEVEL.city:
      return { ...at, range: Math.max(3000, size * 1.75), pitch: -42 };
    case LEVEL.district:
      return { ...at, range: Math.max(1800, size * 2.05), pitch: -40 };
    case LEVEL.street:
    case LEVEL.community:
      return { ...at, range: Math.max(1100, size * 2.2), pitch: -38 };
    case LEVEL.grid:
      return { ...at, range: Math.max(520, size * 3.4), pitch: -36 };
    case LEVEL.facility:
      return { ...at, height: at.height + 18, range: Math.max(230, size * 4.4), pitch: -30 };
    case LEVEL.floor:
      return { ...at, height: at.height + 4, range: 170, pitch: -32 };
    default:
      return { ...at, height: at.height + 2, range: 260, pitch: -50 };
  }
}

/** A view from the south onto a piece of the earth. @param extent [west, south, east, north] degrees @param top m */
export function viewOfExtent([west, south, east, north]: readonly number[], top: number): CameraView {
  const metres = metresPerDegree((south + north) / 2);
  const radius = Math.max(60, Math.hypot((east - west) * metres.lon, (north - south) * metres.lat) / 2);
  const [pitch, distance] = [-40, 1.7 * radius + top];
  const back = (distance * Math.cos(CesiumMath.toRadians(pitch))) / metres.lat;
  const height = distance * Math.sin(CesiumMath.toRadians(-pitch)) + 40;
  return { lon: (west + east) / 2, lat: (south + north) / 2 - back, height, heading: 0, pitch };
}

/** Flight length by how far the camera travels, s: short hops are quick, the longest take 2.6. */
const flightSeconds = (metres: number): number => Math.min(2.6, 0.7 + Math.log10(1 + metres / 400) * 0.9);

/** Moves one camera. `still` replaces flights by cuts (reduced motion, tests). */
export class CameraPilot {
  still = false;
  private readonly camera: Camera;

  constructor(private readonly scene: Scene) {
    this.camera = scene.camera;
    this.camera.percentageChanged = 0.02;
  }

  /** @param leastRange from no nearer than this, m */
  flyToNode(nodes: NodeTable, slot: number, leastRange = 0): void {
    const view = viewOfNode(nodes, slot);
    this.flyToView({ ...view, range: Math.max(leastRange, view.range) });
  }

  flyToView(view: NodeView, headingDegrees?: number): void {
    const centre = Cartesian3.fromDegrees(view.lon, view.lat, view.height);
    const heading = headingDegrees === undefined ? this.camera.heading : CesiumMath.toRadians(headingDegrees);
    this.camera.flyToBoundingSphere(new BoundingSphere(centre, 1), {
      duration: this.still ? 0 : flightSeconds(Cartesian3.distance(this.camera.positionWC, centre)),
      offset: new HeadingPitchRange(heading, CesiumMath.toRadians(view.pitch), view.range),
      easingFunction: EasingFunction.QUADRATIC_IN_OUT,
      complete: () => this.scene.requestRender(),
    });
    this.scene.requestRender();
  }

  /** Goes to a written view. */
  flyToCamera(view: CameraView, instant = false): void {
    const destination = Cartesian3.fromDegrees(view.lon, view.lat, view.height);
    const orientation = {
      heading: CesiumMath.toRadians(view.heading),
      pitch: CesiumMath.toRadians(view.pitch),
      roll: 0,
    };
    if (instant || this.still) this.camera.setView({ destination, orientation });
    else
      this.camera.flyTo({
        destination,
        orientation,
        duration: flightSeconds(Cartesian3.distance(this.camera.positionWC, destination)),
        easingFunction: EasingFunction.QUADRATIC_IN_OUT,
      });
    this.scene.requestRender();
  }

  /** The camera now, rounded to what matters (0.1 m, 0.1°). */
  view(): CameraView {
    const { longitude, latitude, height } = this.camera.positionCartographic;
    const round = (value: number, digits: number): number => Number(value.toFixed(digits));
    return {
      lon: round(CesiumMath.toDegrees(longitude), 6),
      lat: round(CesiumMath.toDegrees(latitude), 6),
      height: round(height, 1),
      heading: round(CesiumMath.toDegrees(this.camera.heading), 1),
      pitch: round(CesiumMath.toDegrees(this.camera.pitch), 1),
    };
  }

  zoomBy(factor: number): void {
    const height = Math.max(40, this.camera.positionCartographic.height);
    if (factor > 1) this.camera.zoomIn(height * (1 - 1 / factor));
    else this.camera.zoomOut(height * (1 / factor - 1));
    this.scene.requestRender();
  }

  northUp(): void {
    const view = this.view();
    this.flyToCamera({ ...view, heading: 0 });
  }
}

/** The manifest's home view, or one made from the city's own size. */
export function homeView(cameras: SceneManifest["cameras"]): CameraView | undefined {
  return cameras.home;
}
