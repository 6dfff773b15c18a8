// Hour and weather of the picture: sun or moon direction, night share, haze, the globe beyond the city. It decorates; it measures nothing.

import {
  buildModuleUrl,
  Color,
  type ImageryLayer,
  ImageryLayer as ImageryLayerClass,
  type Scene,
  TileMapServiceImageryProvider,
} from "cesium";
import type { Look } from "./look.ts";

/** auto follows the data's clock. */
export type Daylight = "auto" | "day" | "night";

const smoothstep = (low: number, high: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** Night share 0…1 at an hour 0…24, dusk 17:30–19:30, dawn 5–7. */
export const nightAt = (hour: number): number => 1 - smoothstep(5, 7, hour) * (1 - smoothstep(17.5, 19.5, hour));

/** Haze is also what lies beyond the city and the sky behind it, so that the horizon has no seam. */
const HAZE = { day: [0.8, 0.86, 0.91], night: [0.035, 0.068, 0.125] } as const;
/** Above this the sky is space again: atmosphere and stars, m. */
const HIGH = 90_000;

export class Sky {
  private imagery: ImageryLayer | undefined;

  constructor(
    private readonly scene: Scene,
    private readonly look: Look,
  ) {
    const { globe } = scene;
    globe.showGroundAtmosphere = false;
    globe.enableLighting = false;
    globe.showWaterEffect = false;
    globe.depthTestAgainstTerrain = false;
    scene.fog.enabled = false;
    if (scene.sun) scene.sun.show = false;
    if (scene.moon) scene.moon.show = false;
    void this.addImagery();
  }

  /** Cesium's bundled earth for when the camera is far away; it fades out near the city, where it would be a blur. */
  private async addImagery(): Promise<void> {
    const provider = await TileMapServiceImageryProvider.fromUrl(buildModuleUrl("Assets/Textures/NaturalEarthII"));
    if (this.scene.isDestroyed()) return;
    this.imagery = new ImageryLayerClass(provider);
    this.scene.imageryLayers.add(this.imagery);
    this.follow(this.scene.camera.positionCartographic.height);
    this.scene.requestRender();
  }

  /** @param hour local hour 0…24 of the picture */
  set(hour: number, daylight: Daylight): void {
    const night = daylight === "auto" ? nightAt(hour) : daylight === "night" ? 1 : 0;
    const shownHour = daylight === "day" ? 10 : daylight === "night" && nightAt(hour) < 0.9 ? 20.5 : hour;
    const { look, scene } = this;
    look.moment.x = night;
    look.moment.y = shownHour;
    // Sun from the east at 6 over the south at noon; at night a fixed moon in the south-east.
    const angle = ((shownHour - 12) / 12) * Math.PI;
    const up = Math.max(0.35, Math.cos(angle) * 0.85);
    if (night > 0.5) Object.assign(look.sun, unit(0.45, -0.55, 0.7));
    else Object.assign(look.sun, unit(-Math.sin(angle) * 0.9, -0.55, up));
    const mix = (a: number, b: number): number => a + (b - a) * night;
    const [r, g, b] = HAZE.day.map((value, i) => mix(value, HAZE.night[i]));
    Object.assign(look.haze, { x: r, y: g, z: b });
    Object.assign(look.beyond, { x: r, y: g, z: b });
    scene.globe.baseColor = new Color(r, g, b);
    if (scene.skyAtmosphere) scene.skyAtmosphere.brightnessShift = mix(0, -0.5);
    this.follow(scene.camera.positionCartographic.height);
    if (this.imagery) this.imagery.brightness = mix(0.95, 0.28);
    scene.requestRender();
  }

  /** Called with the camera's height, m: haze recedes and the earth's picture appears as it climbs. */
  follow(height: number): void {
    const { scene, look } = this;
    const high = height > HIGH;
    if (scene.skyAtmosphere) scene.skyAtmosphere.show = high;
    if (scene.skyBox) scene.skyBox.show = high;
    scene.backgroundColor = high ? Color.BLACK : new Color(look.haze.x, look.haze.y, look.haze.z);
    this.look.haze.w = 9000 + Math.max(0, height) * 3.2 + 16_000 * smoothstep(200, 6000, height);
    if (this.imagery) {
      this.imagery.alpha = smoothstep(60_000, 240_000, height);
      this.imagery.show = this.imagery.alpha > 0.01;
    }
  }
}

function unit(x: number, y: number, z: number): { x: number; y: number; z: number } {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
