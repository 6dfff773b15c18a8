// What a broker of one's own says it has thrown away, so that a loss before the hub is counted and shown like one behind it.

/** Counters of messages dropped, by the brokers that have one (Mosquitto: mosquitto(8), $SYS topics). */
export const LOSS_TOPICS: readonly string[] = ["$SYS/broker/publish/messages/dropped"];

export class BrokerLosses {
  /** Messages dropped since this hub has listened, for whomever they were; null while the broker tells none. */
  count: number | null = null;
  private first = 0;

  /** Takes a counter of the broker. It counts from the broker's own start, and from nothing when that starts again. */
  heard(payload: Uint8Array): void {
    const total = Number(new TextDecoder().decode(payload.subarray(0, 20)));
    if (!Number.isSafeInteger(total) || total < 0) return;
    if (this.count === null || total < this.first) this.first = this.count === null ? total : 0;
    this.count = total - this.first;
  }
}
