// Looking under the ground: the ground fades over the dark of the earth, pipes show at their depth, the camera may go down. And sections.

import {
  Cartesian2,
  Cartesian3,
  Color,
  DistanceDisplayCondition,
  LabelCollection,
  LabelStyle,
  type Primitive,
  type Scene,
  VerticalOrigin,
} from "cesium";
import type { LocalFrame } from "../twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../twin/heights.ts";
import { earthFace } from "./layers/plan/earth.ts";
import { alike, buriedLines, linesInSpace, type SpacePoint } from "./layers/plan/planLines.ts";
import type { TilesLayer } from "./layers/tiles.ts";
import type { Look } from "./look.ts";
import { Pit } from "./pit.ts";

/** A pipe as it lies. */
export interface BuriedLine {
  path: readonly (readonly [number, number])[];
  /** m below the ground. */
  depth: number;
  colour: string;
  /** Its depth is assumed. */
  estimated: boolean;
}

/** Where a section stands, and the way one looks at it: degrees clockwise from north. */
export interface SectionAt {
  lon: number;
  lat: number;
  heading: number;
}

const PIPE_PX = 5;
/** How near the camera may come while it may go below, m. */
const NEAR_ZOOM_M = 2;
/** A section shows the earth so far to both sides, m, and so deep. */
const SECTION_HALF_M = 1500;
const SECTION_STEP_M = 20;
export const SECTION_DEPTH_M = 20;
const DEPTH_LINE_M = 5;
/** Every line says its depth nearer than this, m. */
const DEPTHS_TOLD_M = 220;

export class Underground {
  private pipes: { show: boolean }[] = [];
  private cut: { show: boolean }[] = [];
  private nearest: number | null = null;
  private lines: readonly BuriedLine[] = [];
  private plane: SectionAt | null = null;
  /** The ground everything was laid on; it comes later than a link that shows all this at once. */
  private laidOn: HeightGrid | null = null;
  private readonly stop: () => void;
  readonly pit: Pit;

  constructor(
    private readonly scene: Scene,
    private readonly look: Look,
    private readonly frame: LocalFrame,
    private readonly ground: () => HeightGrid | null,
    private readonly tiles: readonly TilesLayer[],
  ) {
    this.pit = new Pit(scene, look, frame, ground);
    this.stop = scene.preUpdate.addEventListener(() => this.beforeUpdate());
  }

  private beforeUpdate(): void {
    // The insides of what is cut are seen; without a cut they never are. Tilesets too come later than a link.
    for (const { id, tileset } of this.tiles)
      if (id === "buildings" && tileset) tileset.backFaceCulling = this.plane === null && !this.pit.isOpen;
    if (this.ground() === this.laidOn) return;
    this.showPipes(this.lines);
    this.section(this.plane);
    this.pit.draw();
  }

  /** @param opacity of the ground, 0–1; null puts everything back as it was */
  set(opacity: number | null): void {
    const { screenSpaceCameraController: controller } = this.scene;
    this.look.under.x = opacity ?? 1;
    if (opacity !== null && this.nearest === null) {
      this.nearest = controller.minimumZoomDistance;
      controller.minimumZoomDistance = NEAR_ZOOM_M;
      controller.enableCollisionDetection = false;
    } else if (opacity === null && this.nearest !== null) {
      controller.minimumZoomDistance = this.nearest;
      controller.enableCollisionDetection = true;
      this.nearest = null;
    }
    this.scene.requestRender();
  }

  get shown(): { ground: number; pipes: number; section: boolean; pit: number; collision: boolean } {
    return {
      ground: this.look.under.x,
      pipes: this.pipes.length,
      section: this.look.section.w > 0,
      pit: this.look.pit.w,
      collision: this.scene.screenSpaceCameraController.enableCollisionDetection,
    };
  }

  /** Shows these pipes and no others. */
  showPipes(lines: readonly BuriedLine[]): void {
    this.clear(this.pipes);
    this.lines = lines;
    const ground = this.ground();
    this.laidOn = ground;
    const below = Math.max(0, ...lines.map(({ depth }) => depth));
    this.pipes = alike(lines).flatMap((those) => {
      const [{ colour, estimated }] = those;
      const lying = those.map(({ path, depth }) =>
        path.map(([lon, lat]): SpacePoint => [lon, lat, heightAt(ground, lon, lat) - depth]),
      );
      const made = buriedLines(lying, colour, PIPE_PX, estimated, below);
      return made ? [made] : [];
    });
    for (const one of this.pipes) this.scene.primitives.add(one);
    this.scene.requestRender();
  }

  /** Cuts everything away that lies before an upright plane, seen along its heading; null puts it back. */
  section(plane: SectionAt | null): void {
    this.clear(this.cut);
    this.cut = [];
    this.plane = plane;
    if (!plane) {
      this.look.section.w = 0;
      this.scene.requestRender();
      return;
    }
    const turn = (plane.heading * Math.PI) / 180;
    const [east, north] = [Math.sin(turn), Math.cos(turn)];
    const at = [0, 0, 0];
    this.frame.toLocal(plane.lon, plane.lat, 0, at);
    Object.assign(this.look.section, { x: east, y: north, z: at[0] * east + at[1] * north, w: 1 });
    const path: [number, number][] = [];
    for (let d = -SECTION_HALF_M; d <= SECTION_HALF_M; d += SECTION_STEP_M) {
      const { lon, lat } = this.frame.toGeodetic(at[0] + d * north, at[1] - d * east, 0);
      path.push([lon, lat]);
    }
    this.cut = this.faceOf(path, [plane.lon, plane.lat]);
    for (const one of this.cut) this.scene.primitives.add(one);
    this.scene.requestRender();
  }

  /** The earth's face, a line every few metres down, and what they say. */
  private faceOf(path: readonly [number, number][], [lon, lat]: [number, number]): { show: boolean }[] {
    const ground = this.ground();
    const lowered = (depth: number): SpacePoint[] =>
      path.map(([x, y]) => [x, y, heightAt(ground, x, y) - depth] as const);
    const depths = Array.from({ length: SECTION_DEPTH_M / DEPTH_LINE_M }, (_, k) => (k + 1) * DEPTH_LINE_M);
    const lines = linesInSpace([
      { points: lowered(0), colour: "#12202f", width: 3 },
      ...depths.map((depth) => ({ points: lowered(depth), colour: "#f0dcc0", width: 1 })),
    ]);
    const labels = new LabelCollection();
    for (const depth of depths)
      labels.add({
        position: Cartesian3.fromDegrees(lon, lat, heightAt(ground, lon, lat) - depth),
        text: `−${depth} m`,
        font: '600 13px "Noto Sans SC Variable", sans-serif',
        style: LabelStyle.FILL,
        fillColor: Color.fromCssColorString("#12202f"),
        showBackground: true,
        backgroundColor: Color.fromCssColorString("#f0dcc0"),
        backgroundPadding: new Cartesian2(5, 3),
        verticalOrigin: VerticalOrigin.CENTER,
        disableDepthTestDistance: 3000,
        // From far away they would lie on each other; the deepest speaks for all.
        ...(depth < SECTION_DEPTH_M
          ? { distanceDisplayCondition: new DistanceDisplayCondition(0, DEPTHS_TOLD_M) }
          : {}),
      });
    const wall = earthFace(path, SECTION_DEPTH_M, ground);
    return [wall, lines, labels].filter((one) => one !== null) as { show: boolean }[];
  }

  private clear(primitives: readonly { show: boolean }[]): void {
    if (this.scene.isDestroyed()) return;
    for (const one of primitives) this.scene.primitives.remove(one as Primitive);
  }

  destroy(): void {
    this.stop();
    this.clear(this.pipes);
    this.clear(this.cut);
    this.pit.destroy();
  }
}
