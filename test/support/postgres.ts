// A PostgreSQL server of the test's own: a fresh folder, a free port, gone afterwards. The server refuses to run as root, so root steps down.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needTool } from "./need.ts";
import { freePort, start } from "./process.ts";

const DEBIAN = "/usr/lib/postgresql";

/** Folder of PostgreSQL's programs, or undefined when it is not installed. @throws Error when STRICT */
export function needPostgres(): string | undefined {
  const [newest] = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  if (newest && existsSync(join(DEBIAN, newest, "bin/postgres"))) return join(DEBIAN, newest, "bin");
  const found = needTool("postgres");
  return found && join(found, "..");
}

export interface PostgresServer {
  /** postgres://… */
  url: string;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** @param programs folder of its programs */
export async function startPostgres(programs: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-postgres-"));
  const data = join(folder, "data");
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
  if (isRoot) {
    const ids = ["-u", "-g"].map((flag) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout));
    chownSync(folder, ids[0], ids[1]);
  }
  const command = [
    ...as,
    join(programs, "initdb"),
    "-D",
    data,
    "-U",
    "yiwang",
    "-A",
    "trust",
    "-E",
    "UTF8",
    "--locale=C",
  ];
  const made = spawnSync(command[0], command.slice(1), { encoding: "utf8", cwd: folder });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  let running: ReturnType<typeof start> | undefined;
  const run = async (): Promise<void> => {
    const words = [...as, join(programs, "postgres"), "-D", data, "-p", String(port), "-k", folder];
    running = start(words[0], [...words.slice(1), "-c", "listen_addresses=127.0.0.1"]);
    await running.says(/ready to accept connections/);
  };
  await run();
  return {
    url: `postgres://yiwang@127.0.0.1:${port}/postgres`,
    kill: async () => running?.stop("SIGKILL"),
    start: run,
    stop: async () => {
      await running?.stop("SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
