// Movers and warnings to the browsers: what has moved twice a second, all of it now and then, warnings whenever they change.

import type { AlertTable } from "../twin/alerts.ts";
import { type MoverTable, packMover } from "../twin/movers.ts";

type Publish = (topic: string, payload: string, retain: boolean) => boolean;

/** Everything that moves is told anew this often, for those who have just come, ms. */
const WHOLE_MS = 10_000;

export class PlacesPublisher {
  private wholeAt = 0;
  private told = -1;
  private had = false;

  constructor(
    private readonly sceneId: string,
    private readonly movers: MoverTable,
    private readonly alerts: AlertTable,
    private readonly publish: Publish,
  ) {}

  /** @param now ms since 1970 */
  tick(now: number): void {
    const root = `yiwang/${this.sceneId}`;
    const moved = this.movers.takeMoved();
    const whole = now - this.wholeAt >= WHOLE_MS && (this.movers.size > 0 || this.had);
    if (whole) {
      this.wholeAt = now;
      this.had = this.movers.size > 0;
      this.publish(`${root}/movers/all`, JSON.stringify(this.movers.all().map(packMover)), true);
    } else if (moved.length > 0) this.publish(`${root}/movers/moved`, JSON.stringify(moved.map(packMover)), false);
    if (this.alerts.version !== this.told) {
      const sent = this.publish(`${root}/alerts`, JSON.stringify(this.alerts.list()), true);
      if (sent) this.told = this.alerts.version;
    }
  }

  /** The broker is back and may have forgotten: all is told anew. */
  again(): void {
    this.wholeAt = 0;
    this.told = -1;
  }
}
