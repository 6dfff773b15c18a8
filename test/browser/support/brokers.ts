// Brokers that are not the hub's own, each a process that can be killed and started again on its port.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Running, start, startScript } from "./process.ts";

/** Starts a broker on a port of 127.0.0.1 and resolves when it listens. */
export type StartBroker = (port: number) => Promise<Running>;

/** Debian's Mosquitto. @param program its path */
export const mosquitto =
  (program: string): StartBroker =>
  async (port) => {
    const folder = mkdtempSync(join(tmpdir(), "yiwang-mosquitto-"));
    const config = join(folder, "mosquitto.conf");
    writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest stderr\n`);
    const running = start(program, ["-c", config]);
    await running.says(/mosquitto version [\d.]+ running/);
    rmSync(folder, { recursive: true });
    return running;
  };

/** aedes, as any program may embed it. */
export const aedes: StartBroker = async (port) => {
  const running = startScript("test/browser/support/aedesBroker.ts", [String(port)]);
  await running.says(/listening/);
  return running;
};
