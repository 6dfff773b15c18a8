// A hub within the test's own process, over the small city's scene and the built app, with a database of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { type Hub, startHub } from "../../../src/hub/main.ts";
import { ROOT } from "../../support/process.ts";

/** Ready when it resolves; closing it deletes what it kept. @param appDir the app it serves, another than the one built for the tests */
export async function openHub({ appDir = join(ROOT, "dist"), port = 0 } = {}): Promise<Hub> {
  const dataDir = mkdtempSync(join(tmpdir(), "yiwang-hub-"));
  const hub = await startHub({
    port,
    mqttPort: 0,
    host: "127.0.0.1",
    sceneDir: inject("sceneDir"),
    appDir,
    dataDir,
    log: () => undefined,
  });
  await hub.ready;
  const close = hub.close.bind(hub);
  return Object.assign(hub, {
    close: async () => {
      await close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  });
}
