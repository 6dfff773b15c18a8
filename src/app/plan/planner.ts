// Asking the planner's worker: one promise a job; a newer question ends the one before.

import i18next from "i18next";
import { twinNow } from "../stores/twin.ts";
import type { FromPlanWorker, Job, Results, ToPlanWorker } from "./protocol.ts";

/** What a model refused, in the language of the page. */
export class PlanRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
export class PlanCancelled extends Error {}

interface Waiting {
  done(result: Results[keyof Results]): void;
  failed(error: Error): void;
  progress?: (share: number) => void;
}

let worker: Worker | null = null;
let jobs = 0;
const waiting = new Map<number, Waiting>();

/** A fault of a model in words. */
export const faultWords = (code: string, params: Record<string, string | number> = {}, otherwise = code): string =>
  i18next.exists(`planning.fault.${code}`) ? i18next.t(`planning.fault.${code}`, params) : otherwise;

function start(): Worker {
  if (worker) return worker;
  const made = new Worker(new URL("./planWorker.ts", import.meta.url), { type: "module" });
  made.onmessage = ({ data }: MessageEvent<FromPlanWorker>) => {
    const one = waiting.get(data.number);
    if (!one) return;
    if (data.type === "progress") {
      one.progress?.(data.share);
      return;
    }
    waiting.delete(data.number);
    if (data.type === "done") one.done(data.result);
    else if (data.type === "cancelled") one.failed(new PlanCancelled());
    else one.failed(new PlanRefusal(data.code, faultWords(data.code, data.params, data.words)));
  };
  made.onerror = () => {
    for (const { failed } of waiting.values()) failed(new Error(i18next.t("app.readerStopped")));
    waiting.clear();
    made.terminate();
    worker = null;
  };
  const { built, sceneUrl } = twinNow();
  const open: ToPlanWorker = {
    type: "open",
    sceneUrl: new URL(sceneUrl, location.href).href,
    hash: built.hash,
    origin: built.origin,
    planning: built.scene.planning,
    kinds: built.scene.kinds.map(({ id }) => id),
  };
  made.postMessage(open);
  worker = made;
  return made;
}

/** @throws PlanRefusal with words, PlanCancelled */
export function ask<J extends Job>(
  job: J,
  progress?: (share: number) => void,
): { answer: Promise<Results[J["type"]]>; cancel: () => void } {
  const own = start();
  const number = ++jobs;
  const answer = new Promise<Results[J["type"]]>((done, failed) => {
    waiting.set(number, { done: done as Waiting["done"], failed, ...(progress ? { progress } : {}) });
  });
  own.postMessage({ type: "job", job, number } satisfies ToPlanWorker);
  return { answer, cancel: () => own.postMessage({ type: "cancel", number } satisfies ToPlanWorker) };
}

/** Whoever signs in anew may see something else: what was fetched is given up. */
export function forgetCity(): void {
  for (const { failed } of waiting.values()) failed(new PlanCancelled());
  waiting.clear();
  worker?.terminate();
  worker = null;
}
