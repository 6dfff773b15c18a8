// What the open field room puts by for a start without network, and what such a start finds: the scene with its nodes, answers about cases.

import i18next from "i18next";
import { type SessionInfo, sessionInfo } from "../../twin/access/shapes.ts";
import { useOffline } from "../stores/offline.ts";
import { useSession } from "../stores/session.ts";
import { useTwin } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { canInstall } from "./install.ts";
import { forget, type Kept, keep, keepFor, recall, whoIsKept } from "./kept.ts";

const SCENE = "scene";
const HOUR_MS = 3_600_000;
/** A device's clock may be set back by this much, ms. */
const SKEW_MS = 300_000;

/** The opened city as it is put by. */
export interface KeptScene {
  /** Answer of /api/scene. */
  scene: unknown;
  sceneUrl: string;
  /** The node table's file, as this person may have it. */
  nodes: ArrayBuffer;
  /** How long this may be opened without the hub, h. */
  hours: number;
  /** Changes when anything else would be opened today. */
  mark: string;
}

const isField = (): boolean => useView.getState().room === "field";

/** How long the opened city lets a device go without the hub, h; 0: not at all. */
export const hoursAllowed = (): number => useTwin.getState().twin?.built.scene.access.offlineHours ?? 0;

/** Person for whom this page keeps things; null when it keeps nothing. */
export function personKept(): string | null {
  const { info } = useSession.getState();
  const keeps = isField() && canInstall() && hoursAllowed() > 0;
  return keeps && info?.person && !info.person.mustChange ? info.person.id : null;
}

/** Told by the hub who is signed in: what is kept of anybody else is gone when this resolves. A browser that keeps nothing has nothing to forget. */
export async function noteWho(info: SessionInfo | null): Promise<void> {
  try {
    const person = info?.person && !info.person.mustChange ? info.person.id : null;
    const before = await whoIsKept();
    if (before && before.person !== person) await forget();
    if (person !== null && isField() && canInstall()) await keepFor(person, info);
  } catch (error) {
    console.warn(`nothing is kept for a start without network: ${(error as Error).message}`);
  }
}

/**
 * Who was signed in last, when the hub cannot be reached.
 * @returns null when nothing is kept here @throws Error in words when it has been too long
 */
export async function openKept(): Promise<SessionInfo | null> {
  if (!isField() || !canInstall()) return null;
  const who = await whoIsKept<unknown>().catch(() => null);
  const scene = who && (await recall<KeptScene>(who.person, SCENE));
  if (!who || !scene) return null;
  const { hours } = scene.value;
  const age = Date.now() - who.at;
  if (age > hours * HOUR_MS || age < -SKEW_MS) {
    await forget();
    throw new Error(i18next.t("offline.tooLong", { hours }));
  }
  useOffline.setState({ fromKept: true, asOf: who.at });
  return sessionInfo.parse(who.value);
}

const markOf = (hash: string, frames: readonly number[] | undefined, info: SessionInfo | null): string =>
  JSON.stringify([hash, frames, info?.grants]);

/** Whether the hub would open just what was opened from what is kept. @param scene answer of /api/scene */
export async function isAsKept(scene: unknown, info: SessionInfo): Promise<boolean> {
  const { hash, frames } = scene as { hash: string; frames?: number[] };
  const kept = info.person && (await recall<KeptScene>(info.person.id, SCENE));
  return kept?.value.mark === markOf(hash, frames, info);
}

/** Puts the opened city by, once for each of its builds. */
export async function keepScene({
  scene,
  sceneUrl,
  nodes,
}: Pick<KeptScene, "scene" | "sceneUrl" | "nodes">): Promise<void> {
  const person = personKept();
  if (person === null) return;
  const { hash, frames } = scene as { hash: string; frames?: number[] };
  const mark = markOf(hash, frames, useSession.getState().info);
  const hours = hoursAllowed();
  const before = await recall<KeptScene>(person, SCENE);
  if (before?.value.mark === mark && before.value.hours === hours) return;
  await keep(person, SCENE, { scene, sceneUrl, nodes, hours, mark } satisfies KeptScene);
}

/** The city as it is put by for whoever is signed in. @throws Error when it is not */
export async function keptScene(): Promise<KeptScene> {
  const kept = await recall<KeptScene>(useSession.getState().info?.person?.id ?? "", SCENE);
  if (!kept) throw new Error(i18next.t("refusal.unreachable"));
  return kept.value;
}

/** Puts an answer about cases by; where nothing is kept, nothing happens. */
export function keepAnswer(key: string, value: unknown): void {
  const person = personKept();
  if (person !== null) void keep(person, key, value).catch(() => undefined);
}

/** An answer as it was last put by. */
export async function keptAnswer<T>(key: string): Promise<Kept<T> | null> {
  const person = personKept();
  return person === null ? null : recall<T>(person, key).catch(() => null);
}
