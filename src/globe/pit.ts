// A pit dug into the ground: everything over it is taken away; walls and floor of earth, and the pipes that lie in it.

import { Matrix4, type Primitive, type Scene } from "cesium";
import type { LocalFrame } from "../twin/geodesy.ts";
import { type HeightGrid, heightAt } from "../twin/heights.ts";
import { pitBody } from "./layers/plan/earth.ts";
import { linesInSpace, pipesInSpace, type SpacePoint } from "./layers/plan/planLines.ts";
import { type Look, PIT_CORNERS } from "./look.ts";
import type { BuriedLine } from "./underground.ts";

/** A pit as it is drawn. */
export interface PitShape {
  /** Up to 16 corners that do not cross, [lon, lat] degrees. */
  outline: readonly (readonly [number, number])[];
  /** m above the ellipsoid. */
  floor: number;
  pipes: readonly BuriedLine[];
}

/** Walls follow the ground in steps of this many metres. */
const STEP_M = 10;
const PIPE_PX = 6;
const RIM = { colour: "#f0dcc0", width: 2 };

export class Pit {
  private shape: PitShape | null = null;
  private drawn: Primitive[] = [];

  constructor(
    private readonly scene: Scene,
    private readonly look: Look,
    private readonly frame: LocalFrame,
    private readonly ground: () => HeightGrid | null,
  ) {}

  get isOpen(): boolean {
    return this.shape !== null;
  }

  /** Digs this pit and fills the one before; null leaves the ground whole. @throws RangeError with more than 16 corners */
  dig(shape: PitShape | null): void {
    if (shape && shape.outline.length > PIT_CORNERS) throw new RangeError(`a pit has up to ${PIT_CORNERS} corners`);
    this.shape = shape;
    this.draw();
  }

  /** Once more, for the ground has come. */
  draw(): void {
    this.clear();
    const { shape, look, scene } = this;
    if (!shape) look.pit.w = 0;
    else {
      const corners = this.cut(shape.outline);
      const ground = this.ground();
      const sides = corners.map((from, k) => this.side(from, corners[(k + 1) % corners.length]));
      const onGround = ([lon, lat]: readonly [number, number]): SpacePoint => [lon, lat, heightAt(ground, lon, lat)];
      const rim = sides.map((side) => ({ points: side.map(onGround), ...RIM }));
      this.drawn = [
        pitBody(sides, shape.floor, ground),
        linesInSpace(rim),
        ...pipesInSpace(
          shape.pipes.map(({ path, depth, colour, estimated }) => ({
            points: path.map(([lon, lat]) => [lon, lat, heightAt(ground, lon, lat) - depth] as const),
            colour,
            estimated,
          })),
          PIPE_PX,
        ),
      ].filter((one) => one !== null);
      for (const one of this.drawn) scene.primitives.add(one);
    }
    scene.requestRender();
  }

  /** Tells the shaders where nothing is drawn. @returns the corners, m east and north */
  private cut(outline: PitShape["outline"]): [number, number][] {
    const corners = outline.map(([lon, lat]): [number, number] => {
      const local = [0, 0, 0];
      this.frame.toLocal(lon, lat, 0, local);
      return [local[0], local[1]];
    });
    const { pit, pitCorners } = this.look;
    const [x, y] = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
    const radius = Math.max(...corners.map(([east, north]) => Math.hypot(east - x, north - y)));
    Object.assign(pit, { x, y, z: radius, w: corners.length });
    const flat = corners.flat();
    pitCorners.forEach((matrix, half) => {
      Matrix4.fromArray(
        Array.from({ length: 16 }, (_, k) => flat[16 * half + k] ?? 0),
        0,
        matrix,
      );
    });
    return corners;
  }

  /** Places along a side, [lon, lat]. */
  private side([ax, ay]: [number, number], [bx, by]: [number, number]): [number, number][] {
    const steps = Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / STEP_M));
    return Array.from({ length: steps + 1 }, (_, k) => {
      const t = k / steps;
      const { lon, lat } = this.frame.toGeodetic(ax + t * (bx - ax), ay + t * (by - ay), 0);
      return [lon, lat];
    });
  }

  private clear(): void {
    if (this.scene.isDestroyed()) return;
    for (const one of this.drawn) this.scene.primitives.remove(one);
    this.drawn = [];
  }

  destroy(): void {
    this.clear();
  }
}
