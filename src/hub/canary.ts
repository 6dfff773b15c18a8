// A message of our own that goes the way of a reading, from publishing to the pixel, so that every screen can say how long that takes.

/** Sent this often, ms. */
export const CANARY_MS = 5000;

export class Canary {
  readonly topic: string;
  /** When the last one was sent, ms since 1970; undefined before the first. */
  private sentAt: number | undefined;
  /** When it came back from the broker, ms since 1970; NaN before the first. */
  private backAt = Number.NaN;
  /** Publish to arrival of the last that came back, ms; NaN before the first. */
  roundTripMs = Number.NaN;

  constructor(
    sceneId: string,
    private readonly publish: (topic: string, payload: string) => boolean,
  ) {
    this.topic = `yiwang/${sceneId}/canary`;
  }

  /** @param now ms since 1970 */
  send(now: number): void {
    if (this.publish(this.topic, String(now))) this.sentAt = now;
  }

  /** @returns when it was published, ms since 1970; undefined when it is none of ours */
  heard(payload: Uint8Array, now: number): number | undefined {
    if (this.sentAt === undefined || payload.length > 20) return undefined;
    if (new TextDecoder().decode(payload) !== String(this.sentAt)) return undefined;
    this.backAt = now;
    this.roundTripMs = now - this.sentAt;
    return this.sentAt;
  }

  /** How long none has come back, ms; NaN before the first. */
  silentForMs(now: number): number {
    return now - this.backAt;
  }
}
