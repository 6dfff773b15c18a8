// Counts what goes to the GPU, and leaves out draw calls, so that a frame costs script and not a software rasterizer.

export const counted = { bytes: 0, uploads: 0 };

type Calls = Record<string, (...args: unknown[]) => unknown>;
const prototype = (): Calls => WebGL2RenderingContext.prototype as unknown as Calls;

export function watchGl(): void {
  const gl = prototype();
  for (const name of ["bufferData", "bufferSubData", "texImage2D", "texSubImage2D"]) {
    const call = gl[name];
    gl[name] = function (...args) {
      const data = args.find((arg) => ArrayBuffer.isView(arg) || arg instanceof ArrayBuffer) as ArrayBuffer | undefined;
      if (data) {
        counted.bytes += bytesOf(name, args, data);
        counted.uploads++;
      }
      return call.apply(this, args);
    };
  }
}

/** A buffer call may name a part of its view: (target, [offset,] view, first, length in elements). */
function bytesOf(name: string, args: readonly unknown[], data: ArrayBuffer | ArrayBufferView): number {
  const at = args.indexOf(data);
  const length = args[at + 2];
  const element = (data as Uint8Array).BYTES_PER_ELEMENT ?? 1;
  return name.startsWith("buffer") && typeof length === "number" && length > 0 ? length * element : data.byteLength;
}

export function leaveOutDraws(): void {
  const gl = prototype();
  for (const name of ["drawElements", "drawArrays", "drawElementsInstanced", "drawArraysInstanced"])
    gl[name] = () => undefined;
}
