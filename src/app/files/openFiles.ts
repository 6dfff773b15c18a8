// Opens files a person drops or chooses: a worker for each reads it, the globe shows it, and it is forgotten when removed.

import i18next from "i18next";
import type { Globe } from "../../globe/globe.ts";
import type { FileHit, FileMesh } from "../../globe/layers/temporary/fileLayer.ts";
import { type HeightGrid, readHeights } from "../../twin/heights.ts";
import { fileNow, setFile, useFiles } from "../stores/files.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { czmlExtent } from "./czml.ts";
import { filesOfDrop } from "./dropped.ts";
import { groupFiles, isCzml, LARGEST } from "./group.ts";
import type { FileOptions, FromFileWorker, ToFileWorker } from "./protocol.ts";

/** What a file needs to be read again, clicked and shown again after the map was lost. */
interface Held {
  file: File;
  beside: File[];
  worker?: Worker;
  mesh?: FileMesh;
  packets?: object[];
}

type Question = Extract<ToFileWorker, { question: number }>;

/** Files read at the same time: each has a worker and may hold its whole content. */
const AT_ONCE = 2;

const held = new Map<string, Held>();
const waiting: string[] = [];
const reading = new Set<string>();
let opened = 0;
let asked = 0;
let ground: Promise<HeightGrid | null> | undefined;
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** Opens every file of a list; parts of a Shapefile go together. */
export function openFiles(list: readonly File[]): void {
  for (const { file, beside } of groupFiles(list)) {
    const id = `file.${++opened}`;
    held.set(id, { file, beside });
    const entry = { id, name: file.name, size: file.size, bytes: 0, features: 0, visible: true, options: {} };
    useFiles.setState(({ files }) => ({ files: [...files, { ...entry, state: "reading" }], cards: true }));
    waiting.push(id);
  }
  readNext();
}

/** Opens what was dropped; of more files than are taken at once the cards say so. */
export async function openDropped(transfer: DataTransfer): Promise<void> {
  const { files, more } = await filesOfDrop(transfer);
  useFiles.setState({ more });
  openFiles(files);
}

function readNext(): void {
  while (reading.size < AT_ONCE && waiting.length > 0) {
    const id = waiting.shift() as string;
    if (!held.has(id)) continue;
    reading.add(id);
    void read(id, fileNow(id)?.options ?? {});
  }
}

/** A file is shown, failed or gone: the next may begin. */
function finished(id: string): void {
  if (reading.delete(id)) readNext();
}

/** Reads a file again with what the person now says about it. */
export function readAgain(id: string, options: FileOptions): void {
  const kept = held.get(id);
  if (!kept) return;
  kept.worker?.terminate();
  globeNow()?.removeLayer(id);
  setFile(id, {
    state: "reading",
    bytes: 0,
    features: 0,
    options,
    facts: undefined,
    fault: undefined,
    extent: undefined,
  });
  if (!waiting.includes(id) && !reading.has(id)) waiting.unshift(id);
  if (reading.has(id)) void read(id, options);
  else readNext();
}

async function read(id: string, options: FileOptions): Promise<void> {
  const kept = held.get(id);
  if (!kept) return;
  const { file, beside } = kept;
  const t = i18next.t.bind(i18next);
  const fail = (reason: string, mend: string): void => {
    setFile(id, { state: "failed", fault: { reason, mend } });
    finished(id);
  };
  if (file.size > LARGEST) return fail(t("files.tooLarge", { size: megabytes(file.size) }), t("files.tooLargeMend"));
  if (!useGlobe.getState().webgl) return fail(t("files.noGlobe"), t("files.noGlobeMend"));
  const czml = await isCzml(file);
  if (!held.has(id)) return;
  if (czml) return readCzml(id, kept, fail);
  ground ??= readHeights(`${twinNow().sceneUrl}terrain.bin`);
  const worker = new Worker(new URL("./fileReader.ts", import.meta.url), { type: "module", name: "yiwang-file" });
  kept.worker = worker;
  worker.onerror = (event) => fail(event.message || t("app.readerStopped"), t("app.readerStoppedMend"));
  worker.onmessage = ({ data }: MessageEvent<FromFileWorker>) => {
    if (!held.has(id)) return;
    if (data.type === "progress") setFile(id, { bytes: data.bytes, features: data.features });
    else if (data.type === "failed") {
      worker.terminate();
      fail(data.fault.reason, data.fault.mend);
    } else if (data.type === "ready") {
      kept.mesh = data.mesh;
      const { facts } = data;
      setFile(id, { state: "shown", bytes: file.size, features: facts.features, facts, extent: facts.extent });
      finished(id);
      const globe = globeNow();
      if (!globe) return;
      globe.addFile(id, data.mesh);
      globe.flyToExtent(facts.extent, data.mesh.top);
    }
  };
  const message: ToFileWorker = { type: "open", file, beside, options, ground: await ground };
  worker.postMessage(message);
}

async function readCzml(id: string, kept: Held, fail: (reason: string, mend: string) => void): Promise<void> {
  const t = i18next.t.bind(i18next);
  let packets: unknown;
  try {
    packets = JSON.parse(await kept.file.text());
  } catch (error) {
    return fail(t("files.badJson", { message: (error as Error).message }), t("files.badJsonMend"));
  }
  if (!Array.isArray(packets) || packets[0]?.id !== "document")
    return fail(t("files.noPackets"), t("files.badJsonMend"));
  if (!held.has(id)) return;
  kept.packets = packets;
  const extent = czmlExtent(packets);
  setFile(id, { state: "shown", bytes: kept.file.size, packets: packets.length, ...(extent ? { extent } : {}) });
  finished(id);
  const globe = globeNow();
  globe?.addCzml(id, packets);
  if (extent) globe?.flyToExtent(extent);
}

/** Takes a file off the map and forgets it; one that is being read is stopped. */
export function removeFile(id: string): void {
  held.get(id)?.worker?.terminate();
  held.delete(id);
  finished(id);
  globeNow()?.removeLayer(id);
  useGlobe.setState(({ feature }) => ({ feature: feature?.reference === id ? null : feature }));
  useFiles.setState(({ files }) => ({ files: files.filter((file) => file.id !== id) }));
}

export function showFile(id: string, visible: boolean): void {
  setFile(id, { visible });
  globeNow()?.setLayer(id, visible);
}

export function flyToFile(id: string): void {
  const { extent } = fileNow(id) ?? {};
  if (extent) globeNow()?.flyToExtent(extent, held.get(id)?.mesh?.top);
}

/** Puts all opened files onto a globe that is new: the first, or one after the graphics context was lost. */
export function showFilesOn(globe: Globe): void {
  for (const [id, { mesh, packets }] of held) {
    if (mesh) globe.addFile(id, mesh);
    if (packets) globe.addCzml(id, packets);
    globe.setLayer(id, fileNow(id)?.visible ?? true);
  }
}

/** Shows the properties of what was clicked. */
export async function pickFile(hit: FileHit | null): Promise<void> {
  const kept = hit && held.get(hit.layer);
  if (!hit || !kept?.worker) return;
  // What a click means grows with the distance it is seen from.
  const reach = Math.max(2, (globeNow()?.pilot.view()?.height ?? 100) * 0.008) / 111_000;
  const question = ++asked;
  const properties = await answerOf(
    kept.worker,
    hit.index >= 0
      ? { type: "feature", question, index: hit.index }
      : { type: "at", question, lon: hit.lon, lat: hit.lat, reach },
  );
  // The last click counts.
  if (properties && question === asked && held.has(hit.layer))
    useGlobe.setState({ feature: { reference: hit.layer, title: kept.file.name, properties } });
}

function answerOf(worker: Worker, question: Question): Promise<[string, string][] | null> {
  return new Promise((done) => {
    const listen = ({ data }: MessageEvent<FromFileWorker>): void => {
      if (data.type !== "feature" || data.question !== question.question) return;
      worker.removeEventListener("message", listen);
      done(data.properties);
    };
    worker.addEventListener("message", listen);
    worker.postMessage(question);
  });
}
