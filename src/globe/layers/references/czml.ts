// CZML: things that move by their own timetable. The page's clock stays ours; a timetable of another year is played in a loop.

import {
  CzmlDataSource,
  type DataSourceClock,
  DataSourceCollection,
  DataSourceDisplay,
  JulianDate,
  type Resource,
} from "cesium";
import type { GlobeLayer, LayerContext } from "../layer.ts";
import { ownBy } from "./owners.ts";
import { reasonOf } from "./reference.ts";

/** What of the globe it needs; motion is off where nothing may move by itself. */
type CzmlContext = Pick<LayerContext, "scene" | "look" | "onProblem">;

/**
 * Time shown of a timetable: now while it runs; else looped at its own pace since the layer opened.
 * @param seconds since the layer was opened
 */
export function timetableTime(clock: DataSourceClock | undefined, now: JulianDate, seconds: number): JulianDate {
  if (!clock) return now;
  const { startTime, stopTime, multiplier } = clock;
  if (JulianDate.greaterThanOrEquals(now, startTime) && JulianDate.lessThanOrEquals(now, stopTime)) return now;
  const length = JulianDate.secondsDifference(stopTime, startTime);
  if (!(length > 0) || !Number.isFinite(length)) return startTime;
  const pace = Number.isFinite(multiplier) && multiplier > 0 ? multiplier : 1;
  return JulianDate.addSeconds(startTime, (seconds * pace) % length, new JulianDate());
}

export class CzmlLayer implements GlobeLayer {
  private readonly collection = new DataSourceCollection();
  private display: DataSourceDisplay | undefined;
  private source: CzmlDataSource | undefined;
  private visible = false;
  private begun = false;
  private removed = false;
  private failed = 0;
  private stop: (() => void) | undefined;
  private opened = performance.now();

  /**
   * @param packets address or packets, asked for when the layer is first shown
   * @param owner id under which a click tells whose an entity is
   */
  constructor(
    readonly id: string,
    private readonly packets: () => Promise<Resource | object>,
    private readonly owner: string,
    private context?: CzmlContext,
  ) {}

  async add(context: CzmlContext): Promise<void> {
    this.context ??= context;
    if (this.visible && !this.begun) await this.load();
  }

  private async load(): Promise<void> {
    const { context } = this;
    if (!context) return;
    this.begun = true;
    const { scene } = context;
    try {
      const source = await CzmlDataSource.load((await this.packets()) as Resource);
      if (this.removed) return;
      this.source = source;
      source.show = this.visible;
      ownBy(source, this.owner);
      this.display = new DataSourceDisplay({ scene, dataSourceCollection: this.collection });
      await this.collection.add(source);
      this.opened = performance.now();
      this.stop = scene.preUpdate.addEventListener(() => this.update());
      scene.requestRender();
    } catch (error) {
      this.failed = 1;
      if (!this.removed) context.onProblem(this.id, reasonOf(error));
    }
  }

  private update(): void {
    if (!this.visible || !this.source || !this.display) return;
    // Where nothing may move by itself the timetable stands at its beginning.
    const moves = this.source.clock !== undefined && (this.context?.look.hand.w ?? 0) > 0.5;
    const seconds = moves ? (performance.now() - this.opened) / 1000 : 0;
    const ready = this.display.update(timetableTime(this.source.clock, JulianDate.now(), seconds));
    if (!ready || moves) this.context?.scene.requestRender();
  }

  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible && !this.begun) void this.load();
    if (!this.source) return;
    this.source.show = visible;
    // A hidden source leaves the picture with the next update.
    this.display?.update(JulianDate.now());
    this.context?.scene.requestRender();
  }

  statistics(): { tiles: number; pending: number; failed: number } {
    const pending = this.visible && this.begun && !this.source && this.failed === 0 ? 1 : 0;
    return { tiles: this.source?.entities.values.length ?? 0, pending, failed: this.failed };
  }

  remove(): void {
    this.removed = true;
    this.stop?.();
    this.display?.destroy();
    this.display = undefined;
    this.collection.removeAll(true);
  }
}
