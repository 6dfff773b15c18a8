// The size of the canvas as the browser last laid it out. Cesium asks for it in every frame and for every name on the map, and
// each such question would lay out the whole page anew in the middle of a frame, whenever a panel has changed.

const SIZES = ["clientWidth", "clientHeight"] as const;

/**
 * From now on the canvas answers clientWidth and clientHeight, CSS px, from what it was after the last layout. Just after a layout
 * the question costs nothing, and that is when it is asked; so a new size is known before the next frame.
 * @returns what gives the canvas its own answers back
 */
export function keepCanvasSize(canvas: HTMLCanvasElement): () => void {
  const laidOut = { clientWidth: canvas.clientWidth, clientHeight: canvas.clientHeight };
  const ask = (): void => {
    for (const size of SIZES) laidOut[size] = Reflect.get(Element.prototype, size, canvas) as number;
  };
  for (const size of SIZES) Object.defineProperty(canvas, size, { configurable: true, get: () => laidOut[size] });
  const watcher = new ResizeObserver(ask);
  watcher.observe(canvas);
  return () => {
    watcher.disconnect();
    for (const size of SIZES) Reflect.deleteProperty(canvas, size);
  };
}
