// One partition's place in its stream of frames: says whether a frame is to be applied, passed over, or shows a gap.

import type { FrameHeader } from "./frame.ts";

/** apply: in order · skip: already contained · gap: something was lost, ask for a keyframe and keep what is shown. */
export type FrameVerdict = "apply" | "skip" | "gap";

/** Follows one partition. Until the first keyframe, and from a gap to the next keyframe, it is `recovering`. */
export class FrameSequence {
  epoch = -1;
  seq = -1;
  recovering = true;
  /** True after a keyframe from another hub than before was applied: what it does not name is outdated. */
  newEpoch = false;

  next(frame: Pick<FrameHeader, "kind" | "epoch" | "seq">): FrameVerdict {
    this.newEpoch = false;
    const sameEpoch = frame.epoch === this.epoch;
    if (frame.kind === "key") {
      if (sameEpoch && (this.recovering ? frame.seq < this.seq : frame.seq <= this.seq)) return "skip";
      this.newEpoch = this.epoch >= 0 && !sameEpoch;
      this.epoch = frame.epoch;
      this.seq = frame.seq;
      this.recovering = false;
      return "apply";
    }
    if (sameEpoch && frame.seq <= this.seq) return "skip";
    if (!this.recovering && sameEpoch && frame.seq === this.seq + 1) {
      this.seq = frame.seq;
      return "apply";
    }
    this.recovering = true;
    return "gap";
  }
}
