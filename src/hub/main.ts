// The hub: one process, one port. Joins scene, broker, ingest, frames and HTTP, and keeps their clock.

import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Ingest } from "../feeds/ingest.ts";
import { rebirthCommand, rebirthTopic } from "../feeds/sparkplugSession.ts";
import type { Actor } from "../twin/access/actor.ts";
import { FrameLayout } from "../twin/access/frames.ts";
import { Sights } from "../twin/access/sight.ts";
import { mayHear, maySay } from "../twin/access/topics.ts";
import { stateNodesOf } from "../twin/rollUp.ts";
import { StateTable } from "../twin/stateTable.ts";
import { Access } from "./access/access.ts";
import type { Asking, Known } from "./access/directory.ts";
import { isLoopback, isOfThisMachine } from "./access/origin.ts";
import { SceneFiles } from "./access/sceneFiles.ts";
import { visitorOf, visitorSession } from "./access/visitor.ts";
import { Alarms } from "./alarms/alarms.ts";
import { alarmsForCases } from "./alarms/caseSource.ts";
import { Audit } from "./audit/audit.ts";
import { auditStatement } from "./audit/entry.ts";
import { bridgeTo, brokerAddress } from "./bridge.ts";
import { type EmbeddedBroker, HUB_USER, startBroker } from "./broker.ts";
import { BrokerLosses, LOSS_TOPICS } from "./brokerLosses.ts";
import { loadBuiltScene } from "./builtScene.ts";
import { CANARY_MS, Canary } from "./canary.ts";
import { type Cases, openCases } from "./cases/cases.ts";
import { CommandKeys } from "./command/keys.ts";
import type { HubContext, HubPart } from "./context.ts";
import { openDatabase } from "./database/database.ts";
import { migrate } from "./database/migrate.ts";
import { FramePublisher } from "./framePublisher.ts";
import { History } from "./history/history.ts";
import type { HistoryTally } from "./history/writer.ts";
import { buildHttp } from "./http.ts";
import { Indicators } from "./indicators/indicators.ts";
import { Mappings } from "./mappings.ts";
import { PlacesPublisher } from "./placesPublisher.ts";
import { RecentSamples } from "./recent.ts";
import { hubReferences } from "./references.ts";
import { Scenarios } from "./scenarios/scenarios.ts";
import { Source } from "./source.ts";
import { HubReport } from "./status.ts";

export interface HubOptions {
  /** HTTP port, 0 for any. Default 8080. */
  port?: number;
  /** Plain MQTT port of the embedded broker, 0 for any. Default 1883. */
  mqttPort?: number;
  /** Address to listen on. Default 127.0.0.1: this machine alone. */
  host?: string;
  /** Where ADMIN_PASSWORD, OIDC_… and YIWANG_TOKEN_… are looked up. Default the process's. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Folder of the built scene (holds built.json). */
  sceneDir: string;
  /** Folder of the built web app. */
  appDir: string;
  /** Folder for what the hub keeps. */
  dataDir: string;
  /** External broker, mqtt:// or mqtts://; without it the embedded one runs. */
  mqttUrl?: string;
  /** Where the hub keeps what it must not forget: postgres://… Default PGlite in dataDir/database; null keeps nothing and knows no people. */
  databaseUrl?: string | null;
  /** Whether readings are kept. Default true. */
  history?: boolean;
  /** Topic filter whose unknown topics are listed as unmapped; null for none. Default # on the embedded broker, none outside. */
  catchAll?: string | null;
  /** A broker loss shorter than this is not shown, ms. Default 1000. */
  graceMs?: number;
  log?: (text: string) => void;
}

export interface Hub {
  /** Where the app is: http://127.0.0.1:PORT */
  url: string;
  /** Where devices publish: mqtt://127.0.0.1:PORT, or the external broker. */
  mqttUrl: string;
  sceneId: string;
  ingest: Ingest;
  state: StateTable;
  /** What became of readings in the history; undefined without one. */
  historyTally: HistoryTally | undefined;
  /** Resolves when the source broker is connected for the first time. */
  ready: Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 1000;
const PLACES_MS = 500;
const STATUS_MS = 2000;

/** Starts the hub. @throws Error that says what is wrong with scene or options and how to mend it */
export async function startHub(options: HubOptions): Promise<Hub> {
  const log = options.log ?? ((text: string) => console.log(`hub: ${text}`));
  const host = options.host ?? "127.0.0.1";
  if (options.databaseUrl === null && !isLoopback(host))
    throw new Error(
      `without a database there are no people, so the hub does not listen on ${host} → leave --no-database or --host out`,
    );
  const built = await loadBuiltScene(options.sceneDir);
  const { scene, nodes } = built;
  if (options.mqttUrl) brokerAddress(options.mqttUrl);
  const state = new StateTable(stateNodesOf(nodes));
  const recent = new RecentSamples(state.points.length);
  const database =
    options.databaseUrl === null
      ? undefined
      : await openDatabase(join(options.dataDir, "database", scene.id), scene.id, options.databaseUrl);
  if (database) await migrate(database);
  const history =
    database && options.history !== false
      ? await History.open({
          sceneId: scene.id,
          database,
          nodes,
          kinds: scene.kinds,
          retention: scene.history,
          log,
        })
      : undefined;
  const layout = new FrameLayout(nodes);
  const sights = new Sights(nodes, layout);
  const env = options.env ?? process.env;
  const startedAt = Date.now();
  const epoch = Math.floor(startedAt / 1000);
  const frames = new FramePublisher(scene.id, nodes, layout, state, epoch, (topic, payload, retain) =>
    source.publish(topic, payload, retain),
  );
  const ingest = new Ingest(scene, nodes, state, {
    changed: (slot, time) => frames.noteChange(slot, time),
    observed: (slot, time, ingest, value, severity, flags, isLast) => {
      recent.push(slot, time, value, severity, flags);
      history?.push(slot, time, ingest, value, severity, flags);
      if (isLast) alarms?.observed(slot, value, time, ingest, flags);
    },
    rebirth: (group, edge) => source.publish(rebirthTopic(group, edge), rebirthCommand(Date.now()), false),
  });
  const last = await history?.lastValues();
  if (last) ingest.restore(last, startedAt);
  const context: HubContext | undefined = database && {
    scene,
    nodes,
    database,
    dataDir: options.dataDir,
    publish: (topic, payload, retain) => source.publish(topic, payload, retain),
    now: Date.now,
    log,
  };
  const secret = randomBytes(24).toString("base64url");
  const broker: EmbeddedBroker | undefined = options.mqttUrl
    ? undefined
    : await startBroker(options.mqttPort ?? 1883, host, secret, log);
  const brokerUrl = options.mqttUrl ?? `mqtt://127.0.0.1:${broker?.mqttPort}`;
  const catchAll = options.catchAll === undefined ? (broker ? "#" : null) : options.catchAll;
  const statusTopic = `yiwang/${scene.id}/status`;
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  let announce = (): void => undefined;
  const ready = new Promise<void>((done) => {
    announce = done;
  });
  const mappings = new Mappings(join(options.dataDir, "feeds", `${scene.id}.json`), scene, log);
  for (const feed of mappings.feeds) ingest.addFeed(feed);
  const losses = new BrokerLosses();
  let cases: Cases | undefined;
  const canary = new Canary(scene.id, (topic, payload) => source.publish(topic, payload, false));
  const subscriptions = (): string[] => {
    const filters = ingest.subscriptions(catchAll);
    const own = filters.includes("#") ? [] : [`${frames.askTopic}+`, canary.topic];
    return [...filters, ...own, ...(broker ? [] : LOSS_TOPICS)];
  };
  const alarms = context && (await Alarms.open(context, ingest.alerts, last));
  const source: Source = new Source({
    url: brokerUrl,
    clientId: `yiwang-hub-${randomUUID().slice(0, 8)}`,
    ...(broker ? { username: HUB_USER, password: secret } : {}),
    will: { topic: statusTopic, payload: JSON.stringify({ online: false }) },
    subscriptions: subscriptions(),
    graceMs: options.graceMs,
    message(topic, payload) {
      if (topic.startsWith("yiwang/")) {
        if (topic.startsWith(frames.askTopic)) frames.ask(topic.slice(frames.askTopic.length));
        else if (topic === canary.topic) {
          const published = canary.heard(payload, Date.now());
          if (published !== undefined) frames.carry(published);
        }
      } else if (LOSS_TOPICS.includes(topic)) losses.heard(payload);
      else if (!topic.startsWith("$")) ingest.handle(topic, payload, Date.now());
    },
    connected() {
      const now = Date.now();
      ingest.sourceBack(now);
      alarms?.sourceBack(now);
      frames.allKeys(now);
      places.again();
      publishStatus();
      void cases?.tellMode().catch((error: Error) => log(`operations mode: ${error.message}`));
      announce();
    },
    lost() {
      log("source broker lost; every value is marked stale until it is back");
      ingest.sourceLost(Date.now());
      alarms?.sourceLost();
    },
    log,
  });
  const places = new PlacesPublisher(scene.id, ingest.movers, ingest.alerts, (topic, payload, retain) =>
    source.publish(topic, payload, retain),
  );
  const report = new HubReport({
    built,
    state,
    ingest,
    frames,
    source,
    canary,
    losses,
    broker,
    recent,
    history,
    loop,
    startedAt,
    epoch,
  });
  const publishStatus = (): void => {
    source.publish(statusTopic, JSON.stringify(report.status(Date.now())), true);
  };
  const timers = [
    setInterval(() => source.connected && frames.tick(Date.now()), 1000 / scene.live.framesPerSecond),
    setInterval(() => source.connected && places.tick(Date.now()), PLACES_MS),
    setInterval(() => ingest.sweep(Date.now()), SWEEP_MS),
    setInterval(publishStatus, STATUS_MS),
    setInterval(() => canary.send(Date.now()), CANARY_MS),
  ];
  const access = context && (await Access.open(context, { host, env }));
  cases =
    context && access && alarms
      ? await openCases(context, {
          alarms: alarmsForCases(alarms, context),
          isRevealed: (actor, object, field, now) => access.reveals.isRevealed(actor, object, field, now),
        })
      : undefined;
  if (source.connected) await cases?.tellMode();
  const areas: HubPart[] =
    context && access && alarms && cases
      ? [
          new Audit(context),
          access,
          alarms,
          cases,
          new Indicators(context, state),
          new Scenarios(context),
          new CommandKeys(context),
        ]
      : [visitorSession(() => Date.now())];
  const visitor = visitorOf(nodes.columns.code[0]);
  /** Without a database nobody signs in, and whoever is at this machine may look. */
  const identify = async (asking: Asking): Promise<Actor | null> => {
    if (access) return access.identify(asking);
    return isOfThisMachine(asking.headers, asking.remoteAddress) ? visitor : null;
  };
  const noteFeed = async (actor: Actor, action: string, id: string): Promise<void> => {
    await database?.batch([auditStatement({ at: Date.now(), actor, stage: "collect", action, object: `feed:${id}` })]);
  };
  const app = await buildHttp({
    identify,
    areas,
    log,
    built,
    sights,
    files: new SceneFiles(built, sights, options.dataDir),
    appDir: options.appDir,
    api: report,
    ...(history ? { history } : {}),
    feeds: {
      timeZone: scene.timeZone,
      check: (json) => mappings.check(json),
      refusal: (code, unit) => ingest.refusal(code, unit),
      async add(feed, actor) {
        await mappings.add(feed);
        await noteFeed(actor, "feed.add", feed.id);
        ingest.addFeed(feed);
        source.listen(subscriptions());
      },
      async remove(id, actor) {
        if (!(await mappings.remove(id))) return false;
        await noteFeed(actor, "feed.remove", id);
        ingest.removeFeed(id);
        source.listen(subscriptions());
        return true;
      },
    },
    references: hubReferences(built.manifest.references, env, log),
    browser(stream, request, actor) {
      const listener = { sceneId: scene.id, frames: layout.frames, actor, sight: sights.of(actor) };
      const rights = {
        mayHear: (filter: string) => mayHear(listener, filter),
        maySay: (topic: string) => maySay(listener, topic),
      };
      const gone = access?.sockets.add(actor as Known, () => stream.destroy());
      if (gone) stream.once("close", gone);
      if (broker) broker.takeBrowser(stream, request, rights);
      else bridgeTo(options.mqttUrl as string, stream, rights);
    },
  });
  const close = async (): Promise<void> => {
    for (const timer of timers) clearInterval(timer);
    loop.disable();
    source.publish(statusTopic, JSON.stringify({ online: false }), true);
    await source.close();
    await history?.close();
    await app.close();
    // Last, so that what the last requests did is in the log; the audit part comes first and so closes at the end.
    for (const area of [...areas].reverse()) await area.close();
    await broker?.close();
    await database?.close();
  };
  try {
    await app.listen({ port: options.port ?? 8080, host });
  } catch (error) {
    await close();
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new Error(`port ${options.port ?? 8080} is taken → stop what uses it or choose another with --port`);
  }
  const { port } = app.server.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  // The broker's user and password are nobody else's business.
  const shownBroker = brokerUrl.replace(/\/\/[^/@]*@/, "//");
  log(`${scene.name.zh} at ${url}, devices at ${shownBroker}, ${state.points.length} points`);
  return { url, mqttUrl: brokerUrl, sceneId: scene.id, ingest, state, historyTally: history?.tally, ready, close };
}
