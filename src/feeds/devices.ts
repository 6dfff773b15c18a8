// Which devices are there: a device counts only while what it hangs on (a bridge, a root device) is there too.

import { FLAG } from "../twin/flags.ts";
import { textOf } from "./decodeError.ts";
import { type FeedEvents, LONGEST_KEY, REMEMBERED } from "./decoder.ts";

interface Device {
  codes: Set<string>;
  there: boolean;
  parent: Device | undefined;
  children: Set<Device>;
}

/** Whom the nodes of a feed belong to, by the device's name: its death is theirs, and so is its parent's. */
export class Devices {
  private readonly known = new Map<string, Device>();
  /** Devices and codes together. */
  private count = 0;

  /** @param bridge name of what every device hangs on, if there is such a thing */
  constructor(
    private readonly events: Pick<FeedEvents, "dead" | "alive">,
    private readonly bridge?: string,
  ) {}

  /**
   * A device told of a node.
   * @returns bits of FLAG for the reading: stale when the device is known to be away, as with a value that the broker kept
   */
  heard(name: string, code: string): number {
    const device = this.of(name);
    if (!device.codes.has(code) && code.length <= LONGEST_KEY) {
      device.codes.add(code);
      this.count++;
    }
    return isThere(device) ? 0 : FLAG.stale;
  }

  /** A device (or the bridge) says that it is there, or its will that it is not. */
  available(name: string, there: boolean): void {
    const device = this.of(name);
    if (device.there === there) return;
    device.there = there;
    if (device.parent?.there ?? true) this.tell(device, there);
    for (const child of device.children) if (child.there) this.tell(child, there);
  }

  /** From now on a device is there only while its parent is. */
  hang(name: string, parentName: string): void {
    const [device, parent] = [this.of(name), this.of(parentName)];
    if (device === parent || device.parent === parent) return;
    const was = isThere(device);
    device.parent?.children.delete(device);
    device.parent = parent;
    parent.children.add(device);
    if (was !== isThere(device)) this.tell(device, !was);
  }

  private tell({ codes }: Device, alive: boolean): void {
    for (const code of codes)
      if (alive) this.events.alive(code);
      else this.events.dead(code);
  }

  /** Strangers must not fill the memory; whether the bridge is there is still known. */
  private forget(): void {
    const bridge = this.bridge === undefined ? undefined : this.known.get(this.bridge);
    this.known.clear();
    this.count = 0;
    if (bridge && !bridge.there) this.of(this.bridge as string).there = false;
  }

  private of(name: string): Device {
    let device = this.known.get(name);
    if (!device) {
      if (this.count >= REMEMBERED) this.forget();
      device = { codes: new Set(), there: true, parent: undefined, children: new Set() };
      if (name.length > LONGEST_KEY) return device;
      this.known.set(name, device);
      this.count++;
      if (this.bridge !== undefined && name !== this.bridge) {
        device.parent = this.of(this.bridge);
        device.parent.children.add(device);
      }
    }
    return device;
  }
}

const isThere = ({ there, parent }: Device): boolean => there && (parent?.there ?? true);

const THERE = new Set(["online", "true", "connected"]);
const AWAY = new Set(["offline", "false", "disconnected", "lost"]);

/** "Online", true, {"state":"offline"} … as bridges and wills say it; undefined for anything else. @throws DecodeError when it is no text */
export function availabilityOf(payload: Uint8Array): boolean | undefined {
  const text = textOf(payload).trim();
  let word: unknown = text;
  if (text.startsWith("{"))
    try {
      word = (JSON.parse(text) as { state?: unknown }).state;
    } catch {
      return undefined;
    }
  if (typeof word !== "string") return undefined;
  const lower = word.toLowerCase();
  return THERE.has(lower) ? true : AWAY.has(lower) ? false : undefined;
}
