// Names on the map, at most 300 at a time, as text over the canvas: crisp at any size, never under a translucent road,
// and placed so that a lesser name gives way to a greater one.

import { Cartesian2, Cartesian3, Matrix4, type Scene, SceneTransforms } from "cesium";
import { LEVEL } from "../twin/level.ts";
import type { NodeTable } from "../twin/nodeTable.ts";
import { severitySign } from "./severityShapes.ts";

export const MAX_LABELS = 300;

/** One name to show; `weight` 0 ordinary, 1 alarm, 2 selected. */
export interface LabelWish {
  slot: number;
  text: string;
  severity: number;
  weight: 0 | 1 | 2;
  /** Points in alarm below a place, shown with the place's sign; 0 for none. */
  alarms?: number;
}

interface Shown {
  element: HTMLElement;
  world: Cartesian3;
  /** Size on screen, CSS px; 0 until the browser has laid it out. */
  width: number;
  height: number;
  /** Name of a single alarm: it goes where its sign goes. */
  single: boolean;
  /** Gap between the point and the text above it, CSS px. */
  gap: number;
}

/** How far above the ground a name stands, m, by level. */
function liftOf(level: number): number {
  if (level <= LEVEL.district) return 320;
  if (level < LEVEL.grid) return 150;
  if (level === LEVEL.grid) return 40;
  return level === LEVEL.facility ? 46 : 3;
}

export class Labels {
  private readonly layer: HTMLElement;
  private shown: Shown[] = [];
  private wished = "";
  private readonly lastView = new Matrix4();
  private readonly screen = new Cartesian2();
  private readonly away = new Cartesian3();
  /** Tells the sizes of names after a layout and before they are painted: asked for, each new list would cost a layout of its own. */
  private readonly sizes = new ResizeObserver((entries) => this.measured(entries));

  constructor(
    private readonly scene: Scene,
    private readonly nodes: NodeTable,
  ) {
    this.layer = document.createElement("div");
    this.layer.className = "map-labels";
    // Everything named here is in the lists beside the map.
    this.layer.setAttribute("aria-hidden", "true");
    scene.canvas.parentElement?.append(this.layer);
  }

  /** Distance beyond which single alarms have no sign, m (Globe.gather). */
  gatheredFrom = Number.POSITIVE_INFINITY;

  get count(): number {
    return this.shown.length;
  }

  /** Shows exactly these names (the first 300, the weightiest in front). The same wishes twice cost nothing. */
  show(wishes: readonly LabelWish[]): void {
    const list = [...wishes].sort(byRank).slice(0, MAX_LABELS);
    const key = list
      .map(({ slot, severity, weight, text, alarms }) => `${slot}:${severity}:${weight}:${text}:${alarms}`)
      .join("|");
    if (key === this.wished) return;
    this.wished = key;
    const { lon, lat, height, level } = this.nodes.columns;
    this.sizes.disconnect();
    this.layer.replaceChildren();
    this.shown = list.map(({ slot, text, severity, weight, alarms = 0 }) => {
      const element = document.createElement("span");
      element.className = `map-label level-${level[slot]} weight-${weight}${level[slot] > LEVEL.grid && severity > 1 ? ` severity-text-${severity}` : ""}`;
      element.textContent = text;
      if (alarms > 0) element.append(gathered(severity, alarms));
      this.layer.append(element);
      const world = Cartesian3.fromDegrees(lon[slot], lat[slot], height[slot] + liftOf(level[slot]));
      const single = weight === 1 && level[slot] > LEVEL.facility;
      return { element, world, single, width: 0, height: 0, gap: level[slot] <= LEVEL.grid ? 0 : 18 };
    });
    for (const { element } of this.shown) this.sizes.observe(element);
  }

  private measured(entries: readonly ResizeObserverEntry[]): void {
    const sizes = new Map(entries.map(({ target, borderBoxSize: [size] }) => [target, size]));
    for (const label of this.shown) {
      const size = sizes.get(label.element);
      if (size) [label.width, label.height] = [size.inlineSize, size.blockSize];
    }
    Matrix4.clone(Matrix4.ZERO, this.lastView);
    this.follow();
  }

  /** Moves the names to where their nodes are now. Call after each rendered frame; a still camera costs one comparison. */
  follow(): void {
    const { viewMatrix } = this.scene.camera;
    if (Matrix4.equals(viewMatrix, this.lastView)) return;
    Matrix4.clone(viewMatrix, this.lastView);
    const taken: number[] = [];
    const { clientWidth, clientHeight } = this.scene.canvas;
    const { positionWC, directionWC } = this.scene.camera;
    const metresTo = (world: Cartesian3): number =>
      Cartesian3.dot(Cartesian3.subtract(world, positionWC, this.away), directionWC);
    for (const { element, world, single, width, height, gap } of this.shown) {
      const at = SceneTransforms.worldToWindowCoordinates(this.scene, world, this.screen);
      const left = at ? Math.round(at.x - width / 2) : 0;
      const top = at ? Math.round(at.y - gap - height) : 0;
      const visible =
        at !== undefined &&
        !(single && metresTo(world) > this.gatheredFrom) &&
        left < clientWidth &&
        top < clientHeight &&
        left + width > 0 &&
        top + height > 0 &&
        !overlaps(taken, left, top, width, height);
      element.style.visibility = visible ? "visible" : "hidden";
      if (!visible) continue;
      element.style.transform = `translate(${left}px, ${top}px)`;
      taken.push(left, top, width, height);
    }
  }

  destroy(): void {
    this.sizes.disconnect();
    this.layer.remove();
  }
}

/** What is in hand first, then what stands for alarms that are not drawn one by one, then single alarms, then mere names. */
function byRank(a: LabelWish, b: LabelWish): number {
  const rank = ({ weight, alarms = 0 }: LabelWish): number => (weight === 2 ? 3 : alarms > 0 ? 2 : weight);
  return rank(b) - rank(a) || b.severity - a.severity || (b.alarms ?? 0) - (a.alarms ?? 0);
}

/** Sign of the worst alarm of a place and how many there are. */
function gathered(severity: number, alarms: number): HTMLElement {
  const badge = document.createElement("span");
  badge.className = "map-label-alarms";
  badge.append(severitySign(severity), String(alarms));
  return badge;
}

/** Whether a box meets one already taken (flat list of left, top, width, height). */
function overlaps(taken: readonly number[], left: number, top: number, width: number, height: number): boolean {
  for (let i = 0; i < taken.length; i += 4)
    if (
      left < taken[i] + taken[i + 2] &&
      left + width > taken[i] &&
      top < taken[i + 1] + taken[i + 3] &&
      top + height > taken[i + 1]
    )
      return true;
  return false;
}
