// window.yiwang: what the app knows of itself, for support (docs/diagnostics.md).

import { NO_SLOT } from "../twin/nodeTable.ts";
import { decodePixel } from "../twin/statePixel.ts";
import { liveLink } from "./live/link.ts";
import { useFiles } from "./stores/files.ts";
import { globeNow, useGlobe } from "./stores/globe.ts";
import { useLive } from "./stores/live.ts";
import { statePixels, useTwin } from "./stores/twin.ts";
import { useView } from "./stores/view.ts";

export interface SupportTools {
  diagnostics(): Record<string, unknown>;
  /** State pixel of a node by its code, as the shaders see it; null for an unknown code. */
  pixel(code: string): (ReturnType<typeof decodePixel> & { slot: number }) | null;
  /** Where a node's sign is on screen, CSS px from the map's corner; null when off screen. */
  locate(code: string): { x: number; y: number } | null;
  /** What would be picked there, by code; null for nothing. */
  pick(x: number, y: number): string | null;
}

declare global {
  interface Window {
    yiwang: SupportTools;
  }
}

const slotOf = (code: string): number => useTwin.getState().twin?.nodes.slotOf(code) ?? NO_SLOT;

function diagnostics(): Record<string, unknown> {
  const { twin, stage } = useTwin.getState();
  const { link, status, counters } = useLive.getState();
  const { contextRestores, problems } = useGlobe.getState();
  const { room, node, daylight } = useView.getState();
  const globe = globeNow()?.diagnostics();
  const memory = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory;
  return {
    stage,
    scene: twin?.built.id ?? null,
    sceneHash: twin?.built.hash ?? null,
    room,
    node: twin && node < twin.nodes.coreCount ? twin.nodes.columns.code[node] : node,
    daylight,
    nodes: twin?.nodes.slotCount ?? 0,
    points: twin?.built.counts.points ?? 0,
    buildings: twin?.built.counts.buildings ?? 0,
    link,
    hub: status,
    messages: counters?.messages ?? 0,
    readings: counters?.readings ?? 0,
    frames: counters?.frames ?? 0,
    keyframes: counters?.keyframes ?? 0,
    gaps: counters?.gaps ?? 0,
    badFrames: counters?.badFrames ?? 0,
    reconnects: counters?.reconnects ?? 0,
    changedSlots: counters?.changedSlots ?? 0,
    stale: counters?.stale ?? 0,
    withState: counters?.withState ?? 0,
    bySeverity: counters?.bySeverity ?? [],
    latency: liveLink.latency(),
    canary: useLive.getState().canary,
    drawCommands: globe?.drawCommands ?? 0,
    tiles: globe?.tiles ?? 0,
    tilesPending: globe?.tilesPending ?? 0,
    globe: globe ?? null,
    bytesUploaded: statePixels?.bytesUploaded ?? 0,
    uploads: statePixels?.uploads ?? 0,
    heapBytes: memory?.usedJSHeapSize ?? null,
    contextRestores,
    problems,
    files: useFiles.getState().files.map(({ id, name, state, features }) => ({ id, name, state, features })),
  };
}

export function exposeDiagnostics(): void {
  window.yiwang = {
    diagnostics,
    pixel: (code) => {
      const slot = slotOf(code);
      return slot < 0 || !statePixels ? null : { slot, ...decodePixel(statePixels.bytes, slot * 4) };
    },
    locate: (code) => globeNow()?.picker.windowOf(slotOf(code)) ?? null,
    pick: (x, y) => {
      const { twin } = useTwin.getState();
      const slot = globeNow()?.at(x, y) ?? NO_SLOT;
      if (!twin || slot < 0) return null;
      return slot < twin.nodes.coreCount ? twin.nodes.columns.code[slot] : `#${slot}`;
    },
  };
}
