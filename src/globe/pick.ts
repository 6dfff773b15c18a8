// What is under the pointer: signs by projecting them on the CPU (no readback, no hitch), buildings and places by Cesium's own pick.

import { Cartesian2, Cartesian3, Matrix4, type Scene, SceneTransforms } from "cesium";
import { FLAG } from "../twin/flags.ts";
import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import { type AssetsLayer, type Focus, GATHERED_FROM_M, visibleAt } from "./layers/assets.ts";
import { type ReferenceFeature, referenceFeature } from "./layers/references/properties.ts";
import { type FileHit, fileHit } from "./layers/temporary/fileLayer.ts";
import type { StatePixels } from "./statePixels.ts";

/** How far from a sign's centre a click still means it, CSS px: mouse and finger. */
const MOUSE_REACH = 14;
const TOUCH_REACH = 26;
/** How many things behind each other a click looks through for one that has a slot. */
const DRILL_LIMIT = 6;

export class Picker {
  private readonly worldScratch = new Cartesian3();
  private readonly screenScratch = new Cartesian2();

  constructor(
    private readonly scene: Scene,
    private readonly nodes: NodeTable,
    private readonly assets: AssetsLayer,
    private readonly pixels: StatePixels,
    /** Local metres → ECEF. */
    private readonly localToWorld: Matrix4,
  ) {}

  /** Slot of the sign at a window position (CSS px), or −1. Alarms win over calm signs, then the nearest. */
  signAt(x: number, y: number, focus: Focus, touch = false): number {
    if (!this.assets.isVisible) return -1;
    const reach = touch ? TOUCH_REACH : MOUSE_REACH;
    const { slots, positions, minLevel } = this.assets;
    const { level } = this.nodes.columns;
    const { bytes } = this.pixels;
    let best = -1;
    let bestScore = Number.POSITIVE_INFINITY;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (bytes[slot * 4 + 2] & FLAG.filtered) continue;
      const severity = bytes[slot * 4];
      if (!visibleAt(focus, slot, level[slot], minLevel[i], severity)) continue;
      if (level[slot] > LEVEL.facility && slot !== this.selected && this.isGathered(i)) continue;
      const screen = this.project(positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]);
      if (!screen) continue;
      const distance = Math.hypot(screen.x - x, screen.y - y);
      if (distance > reach) continue;
      const score = distance - severity * 4;
      if (score < bestScore) {
        bestScore = score;
        best = slot;
      }
    }
    return best;
  }

  /** Whether points far away are part of their places' counts (Globe.gather). */
  gathered = false;
  /** The slot in hand, which keeps its sign. */
  selected = -1;

  /** Whether sign `i` of the assets is too far away to be drawn by itself, as in the shader (ywSingle). */
  private isGathered(i: number): boolean {
    if (!this.gathered) return false;
    const { positionWC, directionWC } = this.scene.camera;
    const { positions } = this.assets;
    const world = this.toWorld(positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]);
    Cartesian3.subtract(world, positionWC, world);
    return Cartesian3.dot(world, directionWC) > GATHERED_FROM_M;
  }

  /** What of a reference was at the last position asked for, in front of everything else; null for none. */
  reference: ReferenceFeature | null = null;

  /** What of an opened file was there, likewise. */
  file: FileHit | null = null;

  /** Slot of the building or place at a window position, or −1; −1 too behind something of a reference or an opened file. */
  surfaceAt(x: number, y: number): number {
    const position = new Cartesian2(x, y);
    const picked = this.scene.pick(position);
    this.reference = referenceFeature(picked);
    this.file = this.reference ? null : fileHit(this.scene, picked, position);
    if (this.reference || this.file) return -1;
    const first = slotOfPicked(picked);
    if (first >= 0) return first;
    for (const picked of this.scene.drillPick(position, DRILL_LIMIT)) {
      const slot = slotOfPicked(picked);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** Window position of local east, north, up metres; undefined behind the eye. */
  project(east: number, north: number, up: number): Cartesian2 | undefined {
    return SceneTransforms.worldToWindowCoordinates(this.scene, this.toWorld(east, north, up), this.screenScratch);
  }

  private toWorld(east: number, north: number, up: number): Cartesian3 {
    const world = Cartesian3.fromElements(east, north, up, this.worldScratch);
    return Matrix4.multiplyByPoint(this.localToWorld, world, world);
  }

  /** Window position of a node with a sign, for tests and tethers; undefined when off screen or without one. */
  windowOf(slot: number): { x: number; y: number } | undefined {
    const i = this.assets.slots.indexOf(slot);
    if (i < 0) return undefined;
    const { positions } = this.assets;
    const screen = this.project(positions[i * 3], positions[i * 3 + 1], positions[i * 3 + 2]);
    return screen && { x: screen.x, y: screen.y };
  }
}

function slotOfPicked(picked: unknown): number {
  const feature = picked as { getProperty?: (name: string) => unknown } | undefined;
  const slot = feature?.getProperty?.("slot");
  return typeof slot === "number" && slot >= 0 && slot < 0xffffffff ? slot : -1;
}
