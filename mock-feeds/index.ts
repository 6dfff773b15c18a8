// A simulated city that publishes as real devices do: JSON stations, SenML gateways, Sparkplug B edge nodes.

import mqtt, { type MqttClient } from "mqtt";
import { addressesOf } from "./addresses.ts";
import { type Incident, type IncidentName, makeIncident } from "./incident.ts";
import { type MockCity, readMockCity } from "./mockCity.ts";
import { SensorModel } from "./model.ts";
import { hash01 } from "./random.ts";
import { jsonSenders, type Sender, senmlSenders } from "./senders.ts";
import { readShapes } from "./shapes.ts";
import { type FaultRates, readBehaviours } from "./simulation.ts";
import { makeEdges, type SparkplugEdge } from "./sparkplugEdges.ts";
import { Weather } from "./weather.ts";

export interface MockFeedsOptions {
  /** Folder of the built scene. */
  sceneDir: string;
  /** Folder of the scene's sources, for simulation.json; kinds it leaves out follow from their range. */
  sourceDir?: string;
  brokerUrl: string;
  incident?: IncidentName;
  /** Node code where the incident happens. */
  at?: string;
  /** Publishes this many times as often as declared; below 1 the declared intervals stay. Default 4. */
  rate?: number;
  seed?: number;
  /** Ids of feeds that are left to others. */
  except?: readonly string[];
  /** Fault rates for all kinds instead of their own. */
  faults?: FaultRates;
  /** Within this time after the start every point has spoken, ms. Default 12 000. */
  firstRoundMs?: number;
  log?: (text: string) => void;
}

export interface MockFeeds {
  /** What was published so far. */
  tally: { messages: number; readings: number };
  points: number;
  /** Points that no simulated feed of the scene can carry. */
  homeless: number;
  incident: Incident | undefined;
  close(): Promise<void>;
}

/** Lively enough to watch; still far inside the declared intervals. */
const DEFAULT_RATE = 4;
/** Senders are looked at this often, ms. */
const TICK_MS = 50;
/** An edge node is down for a few minutes about this often: share of edges per quarter of an hour. An assumption. */
const EDGE_DOWN = 0.01;
const EDGE_EPOCH_MS = 15 * 60_000;

/** Starts publishing. @throws Error when scene, simulation or incident cannot be used, with the mend */
export async function startMockFeeds(options: MockFeedsOptions): Promise<MockFeeds> {
  const log = options.log ?? ((text: string) => console.log(`mock-feeds: ${text}`));
  const seed = options.seed ?? 1;
  const city = readMockCity(options.sceneDir);
  const shapes = readShapes();
  const behaviours = readBehaviours(city.scene, options.sourceDir, shapes);
  const start = Date.now();
  const incident = options.incident ? makeIncident(options.incident, city, start, options.at) : undefined;
  const weather = new Weather(seed, shapes.weather, start, incident?.rain);
  const model = new SensorModel(city, behaviours, weather, incident, seed, start, options.faults);
  const { addresses: all, homeless } = addressesOf(city, behaviours);
  const addresses = all.filter(({ feed }) => !options.except?.includes(feed.id));
  const tally = { messages: 0, readings: 0 };
  const client = await connect(options.brokerUrl, log);
  const publish = (topic: string, payload: string): void => {
    if (!client.connected) return;
    client.publish(topic, payload, { qos: 0 });
    tally.messages++;
  };
  const of = (convention: string) => addresses.filter(({ feed }) => feed.convention === convention);
  const edges = makeEdges(
    city,
    model,
    options.brokerUrl,
    of("sparkplugB"),
    (messages, readings) => {
      tally.messages += messages;
      tally.readings += readings;
    },
    log,
  );
  const plain = [...jsonSenders(city, model, of("json"), publish), ...senmlSenders(city, model, of("senml"), publish)];
  const rate = Math.max(1, options.rate ?? DEFAULT_RATE);
  const schedule = new Schedule(seed, rate);
  schedule.add(plain, start, options.firstRoundMs ?? 12_000);
  // An edge's first values travel in its births.
  for (const edge of edges) schedule.add(edge.senders, start, undefined);
  edges.forEach((edge) => {
    edge.start();
  });
  const timer = setInterval(() => {
    const now = Date.now();
    weather.advance(now);
    steerEdges(edges, incident, seed, now, start);
    tally.readings += schedule.run(now);
  }, TICK_MS);
  log(describe(city, addresses.length, homeless, plain.length, edges.length, incident));
  return {
    tally,
    points: addresses.length,
    homeless,
    incident,
    async close() {
      clearInterval(timer);
      await Promise.all(edges.map((edge) => edge.close()));
      await client.endAsync(!client.connected);
    },
  };
}

async function connect(url: string, log: (text: string) => void): Promise<MqttClient> {
  const client = mqtt.connect(url, { protocolVersion: 4, queueQoSZero: false, reconnectPeriod: 2000 });
  let complained = false;
  client.on("error", (error) => {
    if (!complained) log(`broker ${url}: ${error.message || (error as { code?: string }).code}; trying on`);
    complained = true;
  });
  await new Promise<void>((done) => client.once("connect", () => done()));
  return client;
}

function describe(
  city: MockCity,
  points: number,
  homeless: number,
  devices: number,
  edges: number,
  incident: Incident | undefined,
): string {
  const lost = homeless > 0 ? `, ${homeless} points have no simulated feed` : "";
  const story = incident ? `, incident ${incident.name}${incident.at && ` at ${incident.at}`}` : "";
  return `${city.scene.name.zh}: ${points} points, ${devices} devices and gateways, ${edges} edge nodes${lost}${story}`;
}

/** When each sender is next due, in order of time. */
class Schedule {
  private readonly queue: { due: number; sender: Sender; period: number; pause: number }[] = [];

  constructor(
    private readonly seed: number,
    private readonly rate: number,
  ) {}

  /** @param firstRoundMs all speak once within it, then each at its phase; without it they begin at their phase */
  add(senders: readonly Sender[], start: number, firstRoundMs: number | undefined): void {
    for (const sender of senders) {
      const period = Math.max(TICK_MS, sender.intervalMs / this.rate);
      const share = hash01(this.seed, this.queue.length, 21);
      const due = start + share * (firstRoundMs ?? period);
      const pause = firstRoundMs === undefined ? period : period * hash01(this.seed, this.queue.length, 22);
      this.queue.push({ due, sender, period, pause });
    }
    this.queue.sort((a, b) => a.due - b.due);
  }

  /** Sends all that is due; returns how many readings went out. */
  run(now: number): number {
    const { queue } = this;
    let readings = 0;
    let due = 0;
    while (due < queue.length && queue[due].due <= now) due++;
    for (const entry of queue.splice(0, due)) {
      readings += entry.sender.send(now);
      // From the plan, not from now: phases stay spread. After a pause the missed turns are left out.
      entry.due = Math.max(entry.due + entry.pause, now);
      entry.pause = entry.period;
      this.insert(entry);
    }
    return readings;
  }

  private insert(entry: { due: number; sender: Sender; period: number; pause: number }): void {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.queue[mid].due <= entry.due) low = mid + 1;
      else high = mid;
    }
    this.queue.splice(low, 0, entry);
  }
}

function steerEdges(
  edges: readonly SparkplugEdge[],
  incident: Incident | undefined,
  seed: number,
  now: number,
  start: number,
): void {
  const dead = incident?.deadDistrict(now) ?? -1;
  const epoch = Math.floor((now - start) / EDGE_EPOCH_MS);
  const early = (now - start) % EDGE_EPOCH_MS < EDGE_EPOCH_MS / 5;
  edges.forEach((edge, i) => {
    const faulty = epoch > 0 && early && hash01(seed, i, 1000 + epoch) < EDGE_DOWN;
    const down = faulty || (dead >= 0 && edge.district === dead);
    if (down && edge.alive) edge.die();
    else if (!down && !edge.alive) edge.start();
  });
}
