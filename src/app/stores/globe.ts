// The one globe of the page, for whoever must speak to it; null until Cesium has loaded and after the GL context was lost.

import { create } from "zustand";
import type { Globe } from "../../globe/globe.ts";
import type { ReferenceFeature } from "../../globe/layers/references/properties.ts";
import type { Missing } from "../../globe/layers/references/reference.ts";

interface GlobeStore {
  globe: Globe | null;
  /** GL contexts lost and rebuilt since the page opened. */
  contextRestores: number;
  /** Trouble by layer: how often, the last words, and for a layer with known holes how many. */
  problems: Record<string, { count: number; last: string; missing?: Missing }>;
  /** Something of an existing layer, or of an opened file (which then has its name), that was clicked. */
  feature: (ReferenceFeature & { title?: string }) | null;
  /** Hovered node and where the pointer is, CSS px. */
  hover: { slot: number; x: number; y: number };
  webgl: boolean;
}

export const useGlobe = create<GlobeStore>(() => ({
  globe: null,
  contextRestores: 0,
  problems: {},
  feature: null,
  hover: { slot: -1, x: 0, y: 0 },
  webgl: true,
}));

export const globeNow = (): Globe | null => useGlobe.getState().globe;

export function noteProblem(layer: string, reason: string, missing?: Missing): void {
  useGlobe.setState(({ problems }) => {
    const before = problems[layer];
    const known = missing ?? before?.missing;
    const now = { count: (before?.count ?? 0) + 1, last: reason, ...(known ? { missing: known } : {}) };
    return { problems: { ...problems, [layer]: now } };
  });
}

/** Notes whether this browser gives out a WebGL2 context; the one asked for is given back. */
export function lookForWebgl2(): void {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  useGlobe.setState({ webgl: context !== null });
}
