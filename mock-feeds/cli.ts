// npm run mock-feeds -- run | replay: the simulated city, or a recording, published to a broker until stopped.

import { parseArgs } from "node:util";
import { INCIDENTS, type IncidentName } from "./incident.ts";
import { startMockFeeds } from "./index.ts";
import { startReplay } from "./replay.ts";

const USAGE = `mock-feeds run     [--scene DIR] [--source DIR] [--broker URL] [--incident ${INCIDENTS.join("|")}] [--at CODE]
                   [--rate 4] [--seed 1] [--except FEED,FEED]
mock-feeds replay  --file CSV [--speed 3600] [--from 2015-12-01] [--topic TEMPLATE] [--kind air-station]
                   [--scene DIR] [--broker URL]
Defaults: --scene data/scenes/linjiang --source scenes/linjiang --broker mqtt://127.0.0.1:1883`;

const fail = (text: string): never => {
  console.error(`mock-feeds: ${text}`);
  process.exit(2);
};

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        scene: { type: "string", default: "data/scenes/linjiang" },
        source: { type: "string", default: "scenes/linjiang" },
        broker: { type: "string", default: process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883" },
        incident: { type: "string" },
        at: { type: "string" },
        rate: { type: "string" },
        seed: { type: "string" },
        except: { type: "string" },
        file: { type: "string" },
        speed: { type: "string" },
        from: { type: "string" },
        topic: { type: "string" },
        kind: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n${USAGE}`);
  }
}

const positive = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  return value > 0 ? value : fail(`--${name} ${text}: write a number above 0`);
};

const { values, positionals } = readArguments();
const [command = "run"] = positionals;
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
if (command !== "run" && command !== "replay") fail(`unknown command "${command}"\n${USAGE}`);
if (values.incident !== undefined && !INCIDENTS.includes(values.incident as IncidentName))
  fail(`--incident ${values.incident}: write one of ${INCIDENTS.join(", ")}`);

try {
  const running =
    command === "run"
      ? await startMockFeeds({
          sceneDir: values.scene,
          sourceDir: values.source,
          brokerUrl: values.broker,
          incident: values.incident as IncidentName | undefined,
          at: values.at,
          rate: positive("rate", values.rate),
          seed: positive("seed", values.seed),
          except: values.except?.split(","),
        })
      : await startReplay({
          sceneDir: values.scene,
          brokerUrl: values.broker,
          file: values.file ?? fail(`replay needs --file\n${USAGE}`),
          speed: positive("speed", values.speed),
          from: values.from,
          topic: values.topic,
          kind: values.kind,
        });
  const stop = (): void => {
    running.close().finally(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  if ("finished" in running) {
    await running.finished;
    console.log(`mock-feeds: the recording is over (${running.tally.messages} messages, ${running.tally.gaps} gaps)`);
    stop();
  }
} catch (error) {
  fail((error as Error).message);
}
