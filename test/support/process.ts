// A program started for a test: what it says is kept, waiting is for words it prints, and it is gone afterwards.

import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

export const ROOT = join(import.meta.dirname, "../..");

export interface Running {
  child: ChildProcess;
  /** Everything printed so far, stdout and stderr. */
  said(): string;
  /** Resolves with the match as soon as it has been printed. @throws Error when the program ends first */
  says(pattern: RegExp, patienceMs?: number): Promise<RegExpMatchArray>;
  /** Ends it with a signal (default SIGTERM) and waits until it is gone. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Runs a program from the project's folder. @param group whether it starts others that must go with it */
export function start(command: string, words: readonly string[], env: NodeJS.ProcessEnv = {}, group = false): Running {
  const child = spawn(command, words, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: group,
  });
  let text = "";
  let gone = false;
  let stopping = false;
  const listeners = new Set<() => void>();
  const heard = (): void => {
    for (const listener of listeners) listener();
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      heard();
    });
  child.on("error", (error) => {
    text += error.message;
  });
  child.on("close", (code, signal) => {
    gone = true;
    // Whoever waits for it fails by something else first; this is the cause.
    if (!stopping && (code !== 0 || signal))
      console.error(`${[command, ...words].join(" ")}\nended by itself (${signal ?? code}), having said:\n${text}`);
    heard();
  });
  return {
    child,
    said: () => text,
    says: (pattern, patienceMs = 120_000) =>
      new Promise((done, fail) => {
        const finish = (act: () => void): void => {
          listeners.delete(look);
          clearTimeout(timer);
          act();
        };
        const look = (): void => {
          const match = text.match(pattern);
          if (match) finish(() => done(match));
          else if (gone)
            finish(() =>
              fail(new Error(`ended (${child.signalCode ?? child.exitCode}) before it said ${pattern}:\n${text}`)),
            );
        };
        const timer = setTimeout(
          () => finish(() => fail(new Error(`did not say ${pattern} in ${patienceMs} ms:\n${text}`))),
          patienceMs,
        );
        listeners.add(look);
        look();
      }),
    stop: (signal = "SIGTERM") =>
      new Promise((done) => {
        stopping = true;
        if (gone) return done();
        child.once("close", () => done());
        if (group && child.pid) process.kill(-child.pid, signal);
        else child.kill(signal);
      }),
  };
}

/** Runs a TypeScript program of the project. */
export const startScript = (script: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Running =>
  start(process.execPath, ["--import", "tsx", join(ROOT, script), ...words], env);

/** A port of 127.0.0.1 that nobody listens on now. */
export const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
