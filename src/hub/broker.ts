// The embedded broker: devices on plain MQTT, browsers over WebSocket, the hub as one client among them with a secret.
// Only the hub speaks under yiwang/, devices hear nothing of it, and each browser hears what its person may.

import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Aedes, type Client } from "aedes";

type Role = "device" | "browser" | "hub";

/** A browser that has had more than this still to take for a while is passed over until it has caught up; it then asks for a keyframe, bytes. */
const BACKLOG_BYTES = 256 * 1024;
/** The while: frames of all partitions come in one burst, which is no backlog yet, ms. */
const BURST_MS = 500;
/** More than this is kept for nobody, bytes. */
const MOST_BYTES = 32 * 1024 * 1024;
/** One that takes nothing for this long is dropped, ms. */
const STUCK_MS = 60_000;
/** A connection that takes longer than this to accept what it was sent is dropped, so that it cannot hold up the others, ms. */
const DRAIN_TIMEOUT_MS = 5000;
/** What the hub hears of its own tree: asks, and its own canary. */
const HUBS = /^yiwang\/[^/+#]+\/(?:ask\/[^/+#]+|canary)$/;

export interface EmbeddedBroker {
  /** Port devices connect to. */
  mqttPort: number;
  /** Takes a browser's WebSocket as a stream. */
  takeBrowser(stream: Duplex, request: IncomingMessage, rights: BrowserRights): void;
  /** Messages that browsers were not sent because they had not taken earlier ones. */
  passedOver(): number;
  /** Connected clients by role. */
  clients(): Record<Role, number>;
  close(): Promise<void>;
}

export const HUB_USER = "hub";

/** What the person at a browser may hear and say. */
export interface BrowserRights {
  mayHear(filter: string): boolean;
  maySay(topic: string): boolean;
}

const isOurs = (topic: string): boolean => topic === "yiwang" || topic.startsWith("yiwang/");

/** Whether a client of this role may publish to a topic. */
export function mayPublish(role: Role, topic: string, rights?: BrowserRights): boolean {
  if (role === "hub") return true;
  if (role === "browser") return rights?.maySay(topic) === true;
  return !isOurs(topic) && !topic.startsWith("$");
}

/** Whether a client of this role may subscribe to a filter. */
export function maySubscribe(role: Role, filter: string, rights?: BrowserRights): boolean {
  if (role === "hub") return true;
  if (role === "browser") return rights?.mayHear(filter) === true;
  return !filter.startsWith("$SYS") && !isOurs(filter);
}

/**
 * @param port TCP port for devices; when taken, a free one is used and said in the log
 * @param secret password of the hub's own client, new at every start
 */
export async function startBroker(
  port: number,
  host: string,
  secret: string,
  log: (text: string) => void,
): Promise<EmbeddedBroker> {
  const roles = new WeakMap<Client, Role>();
  const backlogs = new WeakMap<Client, Backlog>();
  const rightsOf = new WeakMap<Client, BrowserRights>();
  let passedOver = 0;
  const count: Record<Role, number> = { device: 0, browser: 0, hub: 0 };
  const aedes = await Aedes.createBroker({
    drainTimeout: DRAIN_TIMEOUT_MS,
    maxClientsIdLength: 256,
    // A browser has no name another could take over, keeps nothing here and leaves no will.
    preConnect: (client, packet, done) => {
      if (roles.get(client) === "browser") {
        packet.clientId = `browser-${randomUUID()}`;
        packet.clean = true;
        delete packet.will;
      }
      done(null, true);
    },
    authenticate: (client, username, password, done) => {
      if (username === HUB_USER) {
        if (password?.toString() !== secret) {
          done(Object.assign(new Error("wrong password"), { returnCode: 4 }), false);
          return;
        }
        if (roles.get(client) !== "browser") roles.set(client, "hub");
      }
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      const role = client ? roles.get(client) : "hub";
      const rights = client ? rightsOf.get(client) : undefined;
      const allowed = mayPublish(role ?? "device", packet.topic, rights);
      done(allowed ? null : new Error(`not allowed to publish to ${packet.topic}`));
    },
    authorizeSubscribe: (client, subscription, done) =>
      done(
        null,
        maySubscribe(roles.get(client) ?? "device", subscription.topic, rightsOf.get(client)) ? subscription : null,
      ),
    // The hub listens to everything but needs its own frames as little as the broker's diary.
    authorizeForward: (client, packet) => {
      const own = packet.topic.startsWith("$SYS") || (packet.topic.startsWith("yiwang/") && !HUBS.test(packet.topic));
      const role = roles.get(client);
      // A device that listens to everything hears all but the city's state.
      if (own && (role === "hub" || (role !== "browser" && isOurs(packet.topic)))) return null;
      if (backlogs.get(client)?.isFull() !== true) return packet;
      passedOver++;
      return null;
    },
  });
  keepRetainedInOrder(aedes);
  aedes.on("clientReady", (client) => {
    count[roles.get(client) ?? "device"]++;
  });
  aedes.on("clientDisconnect", (client) => {
    count[roles.get(client) ?? "device"]--;
  });
  aedes.on("clientError", (client, error) => log(`client ${client.id}: ${error.message}`));
  aedes.on("connectionError", (client, error) => log(`connection ${client.id ?? ""}: ${error.message}`));

  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    roles.set(aedes.handle(socket), "device");
  });
  const mqttPort = await listen(server, port, host, log);
  return {
    mqttPort,
    takeBrowser(stream, request, rights) {
      stream.on("error", () => undefined);
      const backlog = new Backlog(stream);
      const client = aedes.handle(stream, request);
      roles.set(client, "browser");
      rightsOf.set(client, rights);
      backlogs.set(client, backlog);
    },
    passedOver: () => passedOver,
    clients: () => ({ ...count }),
    async close() {
      await new Promise<void>((done) => aedes.close(done));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/**
 * What one browser still has to take. aedes would keep a message that does not fit "in hand" until it does, and with a
 * hundred in hand it serves nobody; so the stream always says there is room, and what would queue up is not forwarded.
 */
class Backlog {
  /** When it was last found to keep up, ms since 1970. */
  private keptUpAt = Date.now();

  constructor(private readonly stream: Duplex) {
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = ((...args: unknown[]) => {
      write(...args);
      return true;
    }) as typeof stream.write;
  }

  isFull(): boolean {
    const now = Date.now();
    const bytes = this.stream.writableLength;
    if (bytes <= BACKLOG_BYTES) {
      this.keptUpAt = now;
      return false;
    }
    const behindMs = now - this.keptUpAt;
    if (behindMs > STUCK_MS) this.stream.destroy();
    return behindMs > BURST_MS || bytes > MOST_BYTES;
  }
}

/**
 * aedes 1.2 numbers a message when it is published, waits a moment to store it if it is retained, and then passes over any
 * message whose number is below the last one delivered, as a duplicate: among other traffic, subscribers lose nearly every
 * retained message. Storing is immediate in memory, so we do not let it wait.
 */
function keepRetainedInOrder(aedes: Aedes): void {
  const { persistence } = aedes as unknown as { persistence: { storeRetained(packet: unknown): Promise<void> } };
  const store = persistence.storeRetained.bind(persistence);
  persistence.storeRetained = (packet) => {
    const stored = store(packet);
    stored.catch(() => undefined);
    // biome-ignore lint/suspicious/noThenProperty: aedes only calls then(done, failed); this one answers at once
    return { then: (done: () => void) => done() } as unknown as Promise<void>;
  };
}

async function listen(server: Server, port: number, host: string, log: (text: string) => void): Promise<number> {
  const tryPort = (wanted: number): Promise<number> =>
    new Promise((done, fail) => {
      server.once("error", fail);
      server.listen(wanted, host, () => {
        server.removeListener("error", fail);
        done((server.address() as { port: number }).port);
      });
    });
  try {
    return await tryPort(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const free = await tryPort(0);
    log(`MQTT port ${port} is taken, devices connect to ${free} instead (choose with --mqtt-port)`);
    return free;
  }
}
