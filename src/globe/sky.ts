// Hour and weather of the picture: sun or moon direction, night share, haze, the globe beyond the city. It decorates; it measures nothing.

import {
  buildModuleUrl,
  Cartesian3,
  Color,
  DirectionalLight,
  type ImageryLayer,
  ImageryLayer as ImageryLayerClass,
  Matrix4,
  type Scene,
  TileMapServiceImageryProvider,
} from "cesium";
import { sunAt } from "../twin/solar.ts";
import type { Look } from "./look.ts";

/** auto follows the sun at the data's time. */
export type Daylight = "auto" | "day" | "night";

const smoothstep = (low: number, high: number, x: number): number => {
  const t = Math.min(1, Math.max(0, (x - low) / (high - low)));
  return t * t * (3 - 2 * t);
};

/** Night share 0…1 by the sun's elevation, degrees: day from 4° above, night from the end of civil twilight, 6° below. */
export const nightAt = (elevation: number): number => 1 - smoothstep(-6, 4, elevation);

/** Haze is also what lies beyond the city and the sky behind it, so that the horizon has no seam. */
const HAZE = { day: [0.8, 0.86, 0.91], night: [0.035, 0.068, 0.125] } as const;
/** What Cesium gives its own sun. */
const CESIUM_SUN = 2;
/** Above this the sky is space again: atmosphere and stars, m. */
const HIGH = 90_000;
/**
 * How finely the globe's own surface is drawn, pixels of error by Cesium's estimate. Bare, it is a colour far below the
 * city. The estimate is for mountains: at 32, seen from 1 km in a picture of 600 lines, the mesh has chords of some
 * 325 m, which lie c²/8R = 2 mm under the ellipsoid.
 */
const SURFACE_ERROR = { bare: 32, pictured: 4 } as const;

export class Sky {
  private imagery: ImageryLayer | undefined;
  private asked: [time: number, hour: number, daylight: Daylight] | null = null;
  private studied: number | null = null;
  /** Whether nothing lies on the globe's surface: no imagery, no terrain. */
  private bare = true;
  /** What was last set, as far as an eye would see it. */
  private last = "";

  constructor(
    private readonly scene: Scene,
    private readonly look: Look,
    /** Where the city lies, degrees. */
    private readonly origin: { lon: number; lat: number },
    /** Local east, north, up → ECEF. */
    private readonly localToWorld: Matrix4,
  ) {
    const { globe } = scene;
    globe.maximumScreenSpaceError = SURFACE_ERROR.bare;
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
    this.last = "";
    this.scene.imageryLayers.add(this.imagery);
    this.follow(this.scene.camera.positionCartographic.height);
    this.scene.requestRender();
  }

  /** @param time of the data, ms since 1970 @param hour the same as the city's clock shows it, 0…24: by it windows are lit */
  set(time: number, hour: number, daylight: Daylight): void {
    this.asked = [time, hour, daylight];
    this.paint();
  }

  /** The sun's own light at a moment (ms since 1970), whatever the room's daylight is; null goes back to that. */
  study(time: number | null): void {
    this.studied = time;
    this.paint();
  }

  private paint(): void {
    const { studied } = this;
    if (studied !== null) this.light(studied, sunAt(studied, this.origin.lon, this.origin.lat).solarHour, "auto", true);
    else if (this.asked) this.light(...this.asked);
  }

  /** @param exact the sun stands where it stands, however low */
  private light(time: number, hour: number, daylight: Daylight, exact = false): void {
    const sun = sunAt(time, this.origin.lon, this.origin.lat);
    const own = nightAt(sun.elevation);
    const night = daylight === "auto" ? own : daylight === "night" ? 1 : 0;
    // What is not the hour of the data is a fixed one: the middle of the morning, or an evening.
    const shownHour = daylight === "day" ? 10 : daylight === "night" && own < 0.9 ? 20.5 : hour;
    // The sun moves by half a degree in two minutes: between, nothing is drawn for its sake.
    const seen = [night, shownHour / 2, ...(daylight === "auto" ? sun.direction : [])];
    const key = exact ? `${time}` : `${daylight} ${seen.map((value) => value.toFixed(2)).join(" ")}`;
    if (key === this.last) return;
    this.last = key;
    const { look, scene } = this;
    look.moment.x = night;
    look.moment.y = shownHour;
    // At night a fixed moon in the south-east; by day the sun, never so low that everything is in the dark.
    if (night > 0.5) Object.assign(look.sun, unit(0.45, -0.55, 0.7));
    else if (daylight === "day") Object.assign(look.sun, unit(-0.45, -0.55, 0.75));
    else Object.assign(look.sun, unit(sun.direction[0], sun.direction[1], Math.max(exact ? 0 : 0.2, sun.direction[2])));
    scene.light = this.lightFrom(look.sun);
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

  /** Whatever Cesium lights by itself has the picture's light, not that of the clock on the wall. */
  private lightFrom(towards: Cartesian3): DirectionalLight {
    const direction = Matrix4.multiplyByPointAsVector(this.localToWorld, towards, new Cartesian3());
    return new DirectionalLight({ direction: Cartesian3.negate(direction, direction), intensity: CESIUM_SUN });
  }

  /** Whether the globe's surface carries nothing that is to be seen near by. */
  setBare(bare: boolean): void {
    this.bare = bare;
    this.follow(this.scene.camera.positionCartographic.height);
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
    const pictured = !this.bare || this.imagery?.show === true;
    scene.globe.maximumScreenSpaceError = SURFACE_ERROR[pictured ? "pictured" : "bare"];
  }
}

function unit(x: number, y: number, z: number): { x: number; y: number; z: number } {
  const length = Math.hypot(x, y, z);
  return { x: x / length, y: y / length, z: z / length };
}
