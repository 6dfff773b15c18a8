// Runs tile jobs on worker threads (or on this one when none are asked for). Results do not depend on how many there are.

import { Worker } from "node:worker_threads";
import { type JobContext, jobRunner, type TileJob, type TileResult, transferables } from "./jobs.ts";

/** Jobs a worker holds at a time: the next waits while one runs. */
const AHEAD = 2;

interface Waiting {
  resolve: (result: TileResult) => void;
  reject: (error: unknown) => void;
  path: string;
}

export class TilePool {
  private readonly workers: { worker: Worker; load: number }[] = [];
  private readonly waiting = new Map<number, Waiting>();
  private readonly idle: (() => void)[] = [];
  private inline: Promise<(job: TileJob) => TileResult> | null = null;
  private nextId = 0;
  private failure: unknown = null;

  /** @param count worker threads; 0 runs jobs on the calling thread @param signal aborts whatever waits */
  constructor(
    context: JobContext,
    count: number,
    private readonly signal?: AbortSignal,
  ) {
    if (count === 0) this.inline = jobRunner(context);
    for (let i = 0; i < count; i++) {
      const worker = new Worker(new URL("./boot.mjs", import.meta.url), { execArgv: [], workerData: context });
      const entry = { worker, load: 0 };
      worker.on("message", (message: { id: number; result?: TileResult; error?: string }) => {
        entry.load--;
        const waiter = this.waiting.get(message.id)!;
        this.waiting.delete(message.id);
        if (message.result) waiter.resolve(message.result);
        else waiter.reject(new Error(`${waiter.path}: ${message.error}`));
        this.idle.shift()?.();
      });
      worker.on("error", (error) => this.fail(error));
      this.workers.push(entry);
    }
    signal?.addEventListener("abort", this.onAbort, { once: true });
  }

  /** Resolves when a job may be given without piling up memory. @throws the abort reason, or a worker's failure */
  async ready(): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    if (this.inline) {
      await new Promise((resolve) => setImmediate(resolve));
      this.signal?.throwIfAborted();
      return;
    }
    if (this.workers.some((entry) => entry.load < AHEAD)) return;
    await new Promise<void>((resolve) => this.idle.push(resolve));
    return this.ready();
  }

  /** Runs a job; its buffers are handed over and empty afterwards. */
  async run(job: TileJob): Promise<TileResult> {
    this.signal?.throwIfAborted();
    if (this.failure) throw this.failure;
    if (this.inline) return (await this.inline)(job);
    const entry = this.workers.reduce((least, other) => (other.load < least.load ? other : least));
    entry.load++;
    const id = this.nextId++;
    const result = new Promise<TileResult>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, path: job.path });
      entry.worker.postMessage({ id, job }, transferables(job.input));
    });
    result.catch(() => {}); // whoever awaits it still sees the failure; nobody awaiting it must not end the process
    return result;
  }

  /** Ends all workers. */
  async close(): Promise<void> {
    this.signal?.removeEventListener("abort", this.onAbort);
    await Promise.all(this.workers.map(({ worker }) => worker.terminate()));
  }

  private readonly onAbort = (): void => this.fail(this.signal!.reason);

  private fail(error: unknown): void {
    this.failure ??= error;
    for (const waiter of this.waiting.values()) waiter.reject(error);
    this.waiting.clear();
    for (const wake of this.idle.splice(0)) wake();
  }
}
