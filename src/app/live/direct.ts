// A small site without a hub: the worker hears the raw topics of a broker and does itself what the hub would do, with the same code.

import type { MqttClient } from "mqtt";
import { Ingest, type IngestScene } from "../../feeds/ingest.ts";
import { rebirthCommand, rebirthTopic } from "../../feeds/sparkplugSession.ts";
import type { CapAlert } from "../../twin/alerts.ts";
import type { Mover } from "../../twin/movers.ts";
import type { NodeTable } from "../../twin/nodeTable.ts";
import type { StateTable } from "../../twin/stateTable.ts";
import type { HubStatus, LinkState } from "./protocol.ts";
import { connectBroker, FIRST_RETRY_MS, type LiveSource, noCounters, retryMs, type SourceCounters } from "./source.ts";

const SWEEP_MS = 1000;
const PLACES_MS = 500;
const STATUS_MS = 2000;

export interface DirectHandlers {
  /** A point's state changed. @param ingestTime ms since 1970 */
  onChanged(slot: number, ingestTime: number): void;
  onLink(link: LinkState, status: HubStatus | null): void;
  onMovers(movers: Mover[], whole: boolean): void;
  onAlerts(alerts: CapAlert[]): void;
}

export class DirectSource implements LiveSource {
  readonly counters: SourceCounters = noCounters();
  private readonly client: MqttClient;
  private readonly ingest: Ingest;
  private readonly timers: ReturnType<typeof setInterval>[];
  private heard = false;
  private retries = 0;
  private alertsTold = -1;

  /** @param broker ws:// or wss:// address @throws Error when a feed's templates cannot be read */
  constructor(
    broker: string,
    scene: IngestScene,
    nodes: NodeTable,
    private readonly state: StateTable,
    private readonly handlers: DirectHandlers,
  ) {
    this.ingest = new Ingest(scene, nodes, state, {
      changed: (slot, time) => handlers.onChanged(slot, time),
      rebirth: (group, edge) => {
        // Commands that wait for a connection would fire long after their reason.
        if (this.client.connected)
          this.client.publish(rebirthTopic(group, edge), rebirthCommand(Date.now()) as never, { qos: 0 });
      },
    });
    this.client = connectBroker(broker);
    this.client.on("connect", () => this.connected());
    this.client.on("close", () => this.closed());
    this.client.on("error", () => undefined);
    this.client.on("message", (topic, payload) => {
      this.counters.messages++;
      this.ingest.handle(topic, payload, Date.now());
    });
    this.timers = [
      setInterval(() => this.ingest.sweep(Date.now()), SWEEP_MS),
      setInterval(() => this.places(), PLACES_MS),
      setInterval(() => this.heard && this.client.connected && this.tell("live"), STATUS_MS),
    ];
  }

  take(): void {}

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    this.client.end(true);
  }

  private connected(): void {
    if (this.retries > 0) this.counters.reconnects++;
    this.retries = 0;
    this.client.options.reconnectPeriod = FIRST_RETRY_MS;
    // Not before the broker has taken the subscriptions: what is said until then is not heard.
    this.client.subscribe(this.ingest.subscriptions(null), { qos: 0 }, (error) => {
      if (error) return;
      this.heard = true;
      this.ingest.sourceBack(Date.now());
      this.tell("live");
    });
  }

  private closed(): void {
    this.retries++;
    this.client.options.reconnectPeriod = retryMs(this.retries);
    if (this.retries === 1) this.ingest.sourceLost(Date.now());
    this.tell(this.heard ? "lost" : "connecting");
  }

  private places(): void {
    const { movers, alerts } = this.ingest;
    if (movers.takeMoved().length > 0 || movers.size > 0) this.handlers.onMovers(movers.all(), true);
    if (alerts.version === this.alertsTold) return;
    this.alertsTold = alerts.version;
    this.handlers.onAlerts(alerts.list());
  }

  private tell(link: LinkState): void {
    const { ingest, state } = this;
    this.handlers.onLink(link, {
      online: link === "live",
      sourceBroker: link === "live" ? "connected" : "lost",
      unmapped: ingest.unmapped.size,
      points: state.points.length,
      stale: state.staleCount[0] ?? 0,
      feeds: ingest.counters.map(({ id, origin, messages, readings, errors, lastMessageTime }) => ({
        id,
        origin,
        messages,
        readings,
        errors,
        silentForMs: lastMessageTime === null ? null : Date.now() - lastMessageTime,
      })),
    });
  }
}
