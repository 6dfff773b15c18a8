// Which frames a screen takes: a small city whole; of a large one the roll-up, the district in focus and the one the camera is near.

import { FrameLayout, partitionOfFrame } from "../../twin/access/frames.ts";
import { LEVEL } from "../../twin/level.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { LiveScene } from "./protocol.ts";

export class Interest {
  readonly layout: FrameLayout;
  /** Of each partition the grades that whoever is signed in may see. */
  private readonly allowed: number[];

  constructor(
    private readonly nodes: NodeTable,
    private readonly scene: LiveScene,
  ) {
    this.layout = new FrameLayout(nodes);
    this.allowed = this.layout.frames.filter((frame) => scene.frames?.includes(frame) ?? true);
  }

  /** @param focus slot in hand @param near slot of a district; −1 for none @param points monitoring points of the city */
  frames(focus: number, near: number, points: number): number[] {
    if (points <= this.scene.live.subscribeAllBelow) return this.allowed;
    const wanted = new Set([0, this.partitionOf(focus), this.partitionOf(near)]);
    return this.allowed.filter((frame) => wanted.has(partitionOfFrame(frame)));
  }

  private partitionOf(slot: number): number {
    const { nodes } = this;
    const { columns } = nodes;
    if (slot < 0 || slot >= nodes.coreCount) return 0;
    if (columns.partition[slot] > 0) return columns.partition[slot];
    const district = nodes.pathTo(slot).find((at) => columns.level[at] === LEVEL.district);
    return district === undefined ? 0 : (columns.partition[columns.assetStart[district]] ?? 0);
  }
}
