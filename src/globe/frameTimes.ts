// Script time of the last rendered frames, for diagnostics.

import type { Scene } from "cesium";

const KEPT = 600;

/** Measures from preUpdate to the end of postRender. */
export class FrameTimes {
  /** Frames rendered since creation. */
  frames = 0;
  private readonly ms = new Float32Array(KEPT);
  private start = 0;
  private readonly removers: (() => void)[];

  constructor(scene: Scene) {
    this.removers = [
      scene.preUpdate.addEventListener(() => {
        this.start = performance.now();
      }),
      scene.postRender.addEventListener(() => {
        this.ms[this.frames++ % KEPT] = performance.now() - this.start;
      }),
    ];
  }

  /** Script time below which a share of the frames stays, ms; 0 before the first frame. */
  quantile(share: number): number {
    const sorted = this.ms.slice(0, Math.min(this.frames, KEPT)).sort();
    return sorted[Math.floor(sorted.length * share)] ?? 0;
  }

  destroy(): void {
    for (const remove of this.removers) remove();
  }
}
