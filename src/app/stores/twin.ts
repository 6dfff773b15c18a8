// The opened city as the page knows it: built scene, node table, state texture. Loaded once; everything else refers to it.

// First, whichever chunk this file is put into: the schemas below are made when they are imported.
import "../noEval.ts";
import { create } from "zustand";
import { StatePixels } from "../../globe/statePixels.ts";
import { NodeTable } from "../../twin/nodeTable.ts";
import { type BuiltScene, builtScene } from "../../twin/scene/built.ts";

/** An opened city. */
export interface Twin {
  built: BuiltScene;
  nodes: NodeTable;
  /** Address of the built scene's folder, with a slash at the end. */
  sceneUrl: string;
  /** Broker whose raw topics the page hears itself; null where there is a hub. */
  broker: string | null;
}

type Stage = "scene" | "nodes" | "open" | "failed";

interface TwinStore {
  stage: Stage;
  /** Share of the node table loaded, 0…1. */
  progress: number;
  /** What went wrong, in words, when stage is failed. */
  reason: string;
  twin: Twin | null;
}

export const useTwin = create<TwinStore>(() => ({ stage: "scene", progress: 0, reason: "", twin: null }));

/** Live pixels of the opened city; outlives the globe, so that a new GL context starts from them. */
export let statePixels: StatePixels | null = null;

/** A scene's manifest as it was answered, where its files are, and its node table's file. */
interface Opened {
  scene: unknown;
  sceneUrl: string;
  broker: string | null;
  nodes: ArrayBuffer;
}

/**
 * Opens the city of the hub, or of what is kept on the device.
 * @returns it, a second copy of the node table's bytes for the worker, which keeps its own, and what it was opened from
 */
export async function openTwin(
  kept: (() => Promise<Omit<Opened, "broker">>) | null = null,
): Promise<{ twin: Twin; nodesBuffer: ArrayBuffer; opened: Opened }> {
  useTwin.setState({ stage: "scene", progress: 0, reason: "" });
  try {
    const opened = kept ? { ...(await kept()), broker: null } : await askForCity();
    const { sceneUrl, broker, nodes: nodesBuffer } = opened;
    const built = builtScene.parse(opened.scene);
    const nodes = NodeTable.decode(nodesBuffer);
    statePixels = new StatePixels(nodes.slotCount);
    const twin = { built, nodes, sceneUrl, broker };
    useTwin.setState({ stage: "open", progress: 1, twin });
    return { twin, nodesBuffer: nodesBuffer.slice(0), opened };
  } catch (error) {
    useTwin.setState({ stage: "failed", reason: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

async function askForCity(): Promise<Opened> {
  const found = await findScene();
  useTwin.setState({ stage: "nodes" });
  const { hash } = builtScene.parse(found.scene);
  const nodes = await download(`${found.sceneUrl}nodes.bin?v=${hash.slice(0, 16)}`, (progress) =>
    useTwin.setState({ progress }),
  );
  return { ...found, nodes };
}

/** The scene of the hub, or, on a host that only serves files, the one its site.json names. @throws Error when there is neither */
async function findScene(): Promise<Omit<Opened, "nodes">> {
  const response = await fetch("/api/scene");
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  if (response.ok && isJson) {
    const scene = (await response.json()) as { id: string };
    return { scene, sceneUrl: `/scene/${scene.id}/`, broker: null };
  }
  const trouble = `/api/scene: ${response.ok ? "no scene" : `${response.status} ${response.statusText}`}`;
  // A hub that answers badly is in trouble; a host that knows no such address may have no hub.
  if (response.status >= 500 || response.status === 401 || response.status === 403) throw new Error(trouble);
  const site = await readSite(trouble);
  const scene = await fetch(`${site.scene}built.json`);
  if (!scene.ok) throw new Error(`${site.scene}built.json: ${scene.status} ${scene.statusText}`);
  return { scene: await scene.json(), sceneUrl: site.scene, broker: site.broker };
}

async function readSite(trouble: string): Promise<{ scene: string; broker: string }> {
  const response = await fetch("/site.json", { cache: "no-cache" });
  if (!response.ok || response.headers.get("content-type")?.includes("json") !== true) throw new Error(trouble);
  const { scene, broker } = (await response.json()) as { scene?: unknown; broker?: unknown };
  if (typeof scene !== "string" || !scene.endsWith("/"))
    throw new Error("site.json: scene is no folder → write its address, such as /scene/linjiang/");
  if (typeof broker !== "string" || !/^wss?:\/\//.test(broker))
    throw new Error("site.json: broker is no WebSocket → write its address, such as wss://broker.city.cn/mqtt");
  return { scene, broker };
}

async function download(url: string, onProgress: (share: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  // Compressed responses do not say their full size; progress is then only known at the end.
  const total = response.headers.has("content-encoding") ? 0 : Number(response.headers.get("content-length"));
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    parts.push(step.value);
    bytes += step.value.length;
    if (total > 0) onProgress(bytes / total);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}

/** The opened city; only for code that runs after it is open. */
export function twinNow(): Twin {
  const { twin } = useTwin.getState();
  if (!twin) throw new Error("no city is open yet");
  return twin;
}
