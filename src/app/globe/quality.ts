// What this device can carry: the wall spends, the tablet saves, a software renderer is spared everything that moves.

import type { CesiumWidget } from "cesium";
import type { Quality } from "../../globe/globe.ts";
import type { Room } from "../stores/view.ts";

const BY_ROOM: Record<Room, Omit<Quality, "motion">> = {
  wall: { cacheMegabytes: 512, maximumScreenSpaceError: 6, resolutionScale: 1 },
  plan: { cacheMegabytes: 384, maximumScreenSpaceError: 8, resolutionScale: 1 },
  field: { cacheMegabytes: 128, maximumScreenSpaceError: 26, resolutionScale: 0.85 },
};

/** Whether pictures are computed on the CPU (no graphics card): motion is then left out. */
function isSoftware(widget: CesiumWidget): boolean {
  const gl = (widget.scene as unknown as { context?: { _gl?: WebGL2RenderingContext } }).context?._gl;
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = info && gl ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

export function qualityFor(room: Room, widget: CesiumWidget): Quality {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  return { ...BY_ROOM[room], motion: !calm && !isSoftware(widget) };
}
