// Clicks, taps and hovering on the canvas, told as slots.

import { Cartesian2, ScreenSpaceEventHandler, ScreenSpaceEventType } from "cesium";

/** A pointer at rest this long is hovering, ms: picking a surface costs a render. */
const HOVER_MS = 120;

export interface PointerHandlers {
  /** Slot at a window position, −1 for none. */
  at(x: number, y: number, touch: boolean): number;
  /** Whether clicks are somebody else's for now. */
  taken(): boolean;
  onPick(slot: number): void;
  onHover(slot: number, x: number, y: number): void;
}

export class Pointer {
  private readonly input: ScreenSpaceEventHandler;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private touch = false;
  private readonly noteTouch = (event: PointerEvent): void => {
    this.touch = event.pointerType === "touch";
  };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    handlers: PointerHandlers,
  ) {
    canvas.addEventListener("pointerdown", this.noteTouch);
    this.input = new ScreenSpaceEventHandler(canvas);
    this.input.setInputAction(({ position }: { position: Cartesian2 }) => {
      if (!handlers.taken()) handlers.onPick(handlers.at(position.x, position.y, this.touch));
    }, ScreenSpaceEventType.LEFT_CLICK);
    this.input.setInputAction(({ endPosition }: { endPosition: Cartesian2 }) => {
      clearTimeout(this.timer);
      if (handlers.taken()) return;
      const { x, y } = Cartesian2.clone(endPosition);
      this.timer = setTimeout(() => handlers.onHover(handlers.at(x, y, false), x, y), HOVER_MS);
    }, ScreenSpaceEventType.MOUSE_MOVE);
  }

  destroy(): void {
    clearTimeout(this.timer);
    this.canvas.removeEventListener("pointerdown", this.noteTouch);
    if (!this.input.isDestroyed()) this.input.destroy();
  }
}
