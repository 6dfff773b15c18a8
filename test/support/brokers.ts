// Brokers that are not the hub's own, each a process that can be killed and started again on its port.

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, type Running, start, startScript } from "./process.ts";

/** Starts a broker on a port of 127.0.0.1 and resolves when it listens. */
export type StartBroker = (port: number) => Promise<Running>;

/** Debian's Mosquitto. @param program its path @param webPort where MQTT over WebSocket is; 0 for nowhere */
export const mosquitto =
  (program: string, webPort = 0): StartBroker =>
  async (port) => {
    const folder = mkdtempSync(join(tmpdir(), "yiwang-mosquitto-"));
    const config = join(folder, "mosquitto.conf");
    const web = webPort > 0 ? `listener ${webPort} 127.0.0.1\nprotocol websockets\n` : "";
    writeFileSync(
      config,
      `listener ${port} 127.0.0.1\n${web}allow_anonymous true\npersistence false\nlog_dest stderr\nsys_interval 1\n`,
    );
    const running = start(program, ["-c", config]);
    await running.says(/mosquitto version [\d.]+ running/);
    rmSync(folder, { recursive: true });
    return running;
  };

/** aedes, as any program may embed it. */
export const aedes: StartBroker = async (port) => {
  const running = startScript("test/support/aedesBroker.ts", [String(port)]);
  await running.says(/listening/);
  return running;
};

/**
 * Debian's RabbitMQ with its MQTT and web-MQTT plugins, in a folder of its own.
 * @param program path of rabbitmq-server @param webPort where MQTT over WebSocket is at /ws; 0 for nowhere in particular
 */
export const rabbitmq =
  (program: string, webPort = 0): StartBroker =>
  async (port) => {
    const folder = mkdtempSync(join(tmpdir(), "yiwang-rabbitmq-"));
    const [web, dist, epmd] = [webPort || (await freePort()), await freePort(), await freePort()];
    writeFileSync(join(folder, "enabled_plugins"), "[rabbitmq_mqtt,rabbitmq_web_mqtt].\n");
    writeFileSync(
      join(folder, "rabbitmq.conf"),
      [
        "listeners.tcp = none",
        `mqtt.listeners.tcp.1 = 127.0.0.1:${port}`,
        "mqtt.allow_anonymous = true",
        "web_mqtt.tcp.ip = 127.0.0.1",
        `web_mqtt.tcp.port = ${web}`,
        "log.file = false",
        "log.console = true",
        "",
      ].join("\n"),
    );
    // Debian's own wrapper would change the user and use the system's folders.
    const script = existsSync("/usr/lib/rabbitmq/bin/rabbitmq-server")
      ? "/usr/lib/rabbitmq/bin/rabbitmq-server"
      : program;
    const env = {
      HOME: folder,
      ERL_EPMD_PORT: String(epmd),
      RABBITMQ_NODENAME: `yiwang${port}@localhost`,
      RABBITMQ_DIST_PORT: String(dist),
      RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
      RABBITMQ_LOG_BASE: join(folder, "log"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "enabled_plugins"),
      RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq"),
      RABBITMQ_CONF_ENV_FILE: "/dev/null",
      RABBITMQ_PID_FILE: join(folder, "pid"),
    };
    const running = start(script, [], env, true);
    await running.says(/Server startup complete/);
    const { stop } = running;
    return {
      ...running,
      stop: async (signal) => {
        await stop(signal);
        // The port mapper it started outlives it.
        spawnSync("epmd", ["-port", String(epmd), "-kill"]);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  };
