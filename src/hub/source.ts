// The hub's own MQTT connection: subscribes, publishes, and comes back by itself with growing, jittered pauses.

import mqtt, { type IClientOptions, type MqttClient } from "mqtt";

export interface SourceOptions {
  url: string;
  username?: string;
  password?: string;
  clientId: string;
  will: { topic: string; payload: string };
  subscriptions: readonly string[];
  /** A connection lost for less than this is not reported, ms. */
  graceMs?: number;
  message(topic: string, payload: Uint8Array): void;
  connected(): void;
  /** Called once per loss, after the grace. */
  lost(): void;
  log(text: string): void;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

export class Source {
  /** What the world is told: stays true during the grace. */
  connected = false;
  reconnects = 0;
  private readonly client: MqttClient;
  private pause = FIRST_PAUSE_MS;
  private timer: NodeJS.Timeout | undefined;
  private grace: NodeJS.Timeout | undefined;
  private closed = false;
  private everConnected = false;
  private subscriptions: readonly string[];

  constructor(private readonly options: SourceOptions) {
    const { will } = options;
    this.subscriptions = options.subscriptions;
    const settings: IClientOptions = {
      protocolVersion: 4,
      clientId: options.clientId,
      clean: true,
      keepalive: 15,
      connectTimeout: 8000,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 0, retain: true },
    };
    if (options.username !== undefined) settings.username = options.username;
    if (options.password !== undefined) settings.password = options.password;
    this.client = mqtt.connect(options.url, settings);
    this.client.on("message", (topic, payload) => options.message(topic, payload));
    this.client.on("connect", () => this.onConnect());
    this.client.on("close", () => this.onClose());
    this.client.on("error", (error) =>
      options.log(`source broker: ${error.message || (error as { code?: string }).code}`),
    );
  }

  /** Publishes with QoS 0; while disconnected nothing is kept. @returns whether it was sent */
  publish(topic: string, payload: Uint8Array | string, retain: boolean): boolean {
    if (!this.client.connected) return false;
    this.client.publish(topic, payload as Buffer | string, { qos: 0, retain });
    return true;
  }

  /** Listens to these filters and no others, from now on and after every loss. */
  listen(filters: readonly string[]): void {
    const before = this.subscriptions;
    this.subscriptions = [...filters];
    if (!this.client.connected) return;
    const gone = before.filter((filter) => !filters.includes(filter));
    const come = filters.filter((filter) => !before.includes(filter));
    if (come.length > 0) this.subscribe(come, () => undefined);
    if (gone.length > 0) this.client.unsubscribe(gone);
  }

  private subscribe(filters: readonly string[], done: () => void): void {
    this.client.subscribe([...filters], { qos: 0 }, (error, granted) => {
      const refused = granted?.filter((grant) => (grant.qos as number) === 128).map((grant) => grant.topic) ?? [];
      if (error && !this.closed) this.options.log(`subscription failed: ${error.message}`);
      if (refused.length > 0) this.options.log(`the broker refuses to deliver ${refused.join(", ")}`);
      if (!error && !this.closed) done();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    clearTimeout(this.grace);
    await this.client.endAsync(!this.client.connected);
  }

  private onConnect(): void {
    this.pause = FIRST_PAUSE_MS;
    clearTimeout(this.grace);
    this.grace = undefined;
    if (this.everConnected) this.reconnects++;
    this.everConnected = true;
    this.subscribe(this.subscriptions, () => {
      // Not before: what is said until the broker has taken the subscriptions is not heard.
      this.connected = true;
      this.options.connected();
    });
  }

  private onClose(): void {
    if (this.closed) return;
    if (this.connected && !this.grace)
      this.grace = setTimeout(() => {
        this.grace = undefined;
        this.connected = false;
        this.options.lost();
      }, this.options.graceMs ?? 1000);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.client.reconnect(), this.pause * (0.5 + Math.random()));
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }
}
