// What the globe tells of itself to whoever supports it: frames, tiles, layers, memory. Part of window.yiwang.

import type { Scene } from "cesium";
import type { CameraPilot, CameraView } from "./camera.ts";
import type { FrameTimes } from "./frameTimes.ts";
import { heightsOwed } from "./heightWatch.ts";
import type { Labels } from "./labels.ts";
import type { GlobeLayer, LayerStatistics } from "./layers/layer.ts";
import type { StatePixels } from "./statePixels.ts";

/** What the globe knows of itself; part of `window.yiwang.diagnostics()`. */
export interface GlobeDiagnostics {
  framesRendered: number;
  /** Script time from preUpdate to postRender over the last 600 frames, ms. */
  scriptMsP50: number;
  scriptMsP95: number;
  drawCommands: number;
  tiles: number;
  tilesPending: number;
  tilesFailed: number;
  /** Tiles shown, by layer. */
  layers: Record<string, number>;
  /** Tiles still to come, by layer; only layers that wait for some. */
  layersPending: Record<string, number>;
  /** Bytes that tiles take in memory, and the size of the cache, by layer. */
  layersMemory: Record<string, NonNullable<LayerStatistics["memory"]>>;
  labels: number;
  uploads: number;
  bytesUploaded: number;
  /** Most words of height that any one tileset owes; more than a few: something is kept that should not be. */
  heightsOwed: number;
  globeTilesLoaded: boolean;
  camera: CameraView;
  /** Sun and shadow of a study, null for none; and what is seen of the underground. */
  sun?: { time: number; shadows: boolean } | null;
  underground?: { ground: number; pipes: number; section: boolean; collision: boolean };
}

/** The parts of a globe that are told of. */
export interface GlobeParts {
  scene: Scene;
  layers: readonly GlobeLayer[];
  times: FrameTimes;
  labels: Labels;
  pilot: CameraPilot;
  pixels: StatePixels;
}

export function globeDiagnostics({ scene, layers, times, labels, pilot, pixels }: GlobeParts): GlobeDiagnostics {
  const statistics = layers.map((layer) => ({ id: layer.id, ...layer.statistics() }));
  const sum = (pick: (entry: { tiles: number; pending: number; failed: number }) => number): number =>
    statistics.reduce((total, entry) => total + pick(entry), 0);
  const commands = (scene as unknown as { frameState?: { commandList?: unknown[] } }).frameState?.commandList;
  return {
    framesRendered: times.frames,
    scriptMsP50: times.quantile(0.5),
    scriptMsP95: times.quantile(0.95),
    drawCommands: commands?.length ?? 0,
    tiles: sum((entry) => entry.tiles),
    tilesPending: sum((entry) => entry.pending),
    tilesFailed: sum((entry) => entry.failed),
    layers: Object.fromEntries(statistics.map((entry) => [entry.id, entry.tiles])),
    layersPending: Object.fromEntries(
      statistics.filter(({ pending }) => pending > 0).map((entry) => [entry.id, entry.pending]),
    ),
    layersMemory: Object.fromEntries(
      statistics.flatMap(({ id, memory }) => (memory && memory.bytes > 0 ? [[id, memory]] : [])),
    ),
    labels: labels.count,
    uploads: pixels.uploads,
    bytesUploaded: pixels.bytesUploaded,
    heightsOwed: heightsOwed(scene),
    globeTilesLoaded: scene.globe.tilesLoaded,
    camera: pilot.view(),
  };
}
