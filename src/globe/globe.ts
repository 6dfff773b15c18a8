// The globe of one scene on one Cesium widget: layers, camera, picking, labels, sky. It shows the twin; it knows nothing of panels.

import { Cartesian2, type CesiumWidget, Matrix4 } from "cesium";
import { LocalFrame } from "../twin/geodesy.ts";
import type { Mover } from "../twin/movers.ts";
import { type NodeTable, TRAIT } from "../twin/nodeTable.ts";
import type { BuiltScene } from "../twin/scene/built.ts";
import { CameraPilot, type CameraView, homeView, viewOfExtent, viewOfNode } from "./camera.ts";
import { keepCanvasSize } from "./canvasSize.ts";
import { type GlobeDiagnostics, globeDiagnostics } from "./diagnostics.ts";
import { facilityHolding, focusOn } from "./focus.ts";
import { FrameTimes } from "./frameTimes.ts";
import { Labels, type LabelWish } from "./labels.ts";
import { AssetsLayer, type Focus, GATHERED_FROM_M } from "./layers/assets.ts";
import { CasePinsLayer } from "./layers/casePins.ts";
import type { CasePin } from "./layers/cases.ts";
import { FieldLayer, type FieldTexture } from "./layers/fieldLayer.ts";
import { FloorsLayer } from "./layers/floors.ts";
import type { GlobeLayer, LayerContext } from "./layers/layer.ts";
import { MoversLayer } from "./layers/movers.ts";
import type { PlanPicture } from "./layers/plan/picture.ts";
import { PlanLayer } from "./layers/plan/planLayer.ts";
import { CzmlLayer } from "./layers/references/czml.ts";
import type { ReferenceFeature } from "./layers/references/properties.ts";
import type { Missing } from "./layers/references/reference.ts";
import { References } from "./layers/references/references.ts";
import { PAINTED_GROUND } from "./layers/references/surface.ts";
import { tileLayers } from "./layers/table.ts";
import { type FileHit, FileLayer, type FileMesh } from "./layers/temporary/fileLayer.ts";
import type { TilesLayer } from "./layers/tiles.ts";
import { type DevicePlace, WhereLayer } from "./layers/whereAmI.ts";
import { Look } from "./look.ts";
import { Picker } from "./pick.ts";
import { marksTexture, type PlanMarks } from "./planMarks.ts";
import { Pointer } from "./pointer.ts";
import { type GroundPoint, Sketch } from "./sketch.ts";
import { type Daylight, Sky } from "./sky.ts";
import type { StatePixels } from "./statePixels.ts";
import { StateTexture } from "./stateTexture.ts";
import { SunLight } from "./sunLight.ts";
import { Underground } from "./underground.ts";

/** Between two pictures of what moves by itself. */
const MOTION_MS = 1000 / 30;

/** What a device can carry. */
export interface Quality {
  cacheMegabytes: number;
  maximumScreenSpaceError: number;
  resolutionScale: number;
  /** Whether things may move by themselves: flights, water, light. */
  motion: boolean;
}

export interface GlobeHandlers {
  /** A node was clicked or tapped; −1 for empty ground. */
  onPick(slot: number): void;
  onHover(slot: number, x: number, y: number): void;
  onCamera(view: CameraView): void;
  onProblem(layer: string, reason: string, missing?: Missing): void;
  /** Something of a reference was clicked; null when something else was. */
  onPickReference(feature: ReferenceFeature | null): void;
  /** Something of an opened file was clicked; null when something else was. */
  onPickFile(hit: FileHit | null): void;
}

export interface GlobeOptions {
  built: BuiltScene;
  nodes: NodeTable;
  sceneUrl: string;
  pixels: StatePixels;
  quality: Quality;
  /** Keys of references by id. */
  tokens: Promise<Readonly<Record<string, string>>>;
  handlers: GlobeHandlers;
}

export class Globe {
  readonly look = new Look();
  readonly pilot: CameraPilot;
  readonly picker: Picker;
  private readonly state: StateTexture;
  private readonly frame: LocalFrame;
  private readonly worldToLocal: Matrix4;
  private readonly assets: AssetsLayer;
  private readonly floors: FloorsLayer;
  private readonly movers = new MoversLayer();
  private readonly cases = new CasePinsLayer();
  private readonly where = new WhereLayer();
  private readonly field: FieldLayer;
  private readonly plan = new PlanLayer();
  private readonly buildings: TilesLayer | undefined;
  readonly sketch: Sketch;
  readonly sunLight: SunLight;
  readonly underground: Underground;
  private readonly layers: GlobeLayer[];
  private readonly references: References;
  private readonly context: LayerContext;
  private readonly labels: Labels;
  private readonly sky: Sky;
  private readonly pointer: Pointer;
  private readonly times: FrameTimes;
  private readonly removers: (() => void)[] = [];
  private focused: Focus = { placeStart: 0, placeEnd: 0, level: 0, assetStart: 0, assetEnd: 0 };
  private motionTimer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly widget: CesiumWidget,
    private readonly options: GlobeOptions,
  ) {
    const { scene } = widget;
    const { built, nodes, pixels, quality, handlers } = options;
    const state = new StateTexture(pixels);
    this.state = state;
    this.frame = new LocalFrame(built.origin.lon, built.origin.lat);
    const localToWorld = Matrix4.fromArray(this.frame.toEcefMatrix());
    this.worldToLocal = Matrix4.inverseTransformation(localToWorld, new Matrix4());
    this.removers.push(keepCanvasSize(widget.canvas));
    this.setExtent(built.extent);
    this.pilot = new CameraPilot(scene);
    this.pilot.still = !quality.motion;
    this.look.hand.w = quality.motion ? 1 : 0;
    this.look.hand.z = widget.resolutionScale * (globalThis.devicePixelRatio ?? 1);
    this.assets = new AssetsLayer(nodes, built.scene.kinds, this.frame);
    this.floors = new FloorsLayer(nodes, this.frame);
    this.field = new FieldLayer(built.extent, built.origin);
    const tiles = tileLayers(built.layers, quality.cacheMegabytes, quality.maximumScreenSpaceError, nodes.coreCount);
    this.buildings = tiles.find(({ id }) => id === "buildings");
    this.sketch = new Sketch(scene, () => this.plan.heights);
    this.layers = [...tiles, this.floors, this.assets, this.movers, this.cases, this.field, this.plan, this.where];
    this.references = new References(scene, this.look, localToWorld, {
      references: built.references,
      sceneUrl: options.sceneUrl,
      tokens: options.tokens,
      motion: quality.motion,
      onProblem: handlers.onProblem,
      onGround: (shown) => {
        for (const id of PAINTED_GROUND) this.setLayer(id, shown);
        this.sky.setBare(shown);
      },
    });
    this.layers.push(...this.references.layers);
    this.picker = new Picker(scene, nodes, this.assets, pixels, localToWorld);
    this.prepareScene();
    this.sky = new Sky(scene, this.look, options.built.origin, localToWorld);
    this.sunLight = new SunLight(scene, this.sky, built.origin, tiles);
    this.underground = new Underground(scene, this.look, this.frame, () => this.plan.heights, tiles);
    this.context = {
      scene,
      look: this.look,
      state,
      sceneUrl: options.sceneUrl,
      onProblem: handlers.onProblem,
    };
    for (const layer of this.layers) void layer.add(this.context);
    this.labels = new Labels(scene, nodes);
    this.times = new FrameTimes(scene);
    this.pointer = new Pointer(widget.canvas, {
      at: (x, y, touch) => this.at(x, y, touch),
      taken: () => this.sketch.takesClicks,
      onPick: (slot) => {
        handlers.onPickReference(slot < 0 ? this.picker.reference : null);
        handlers.onPickFile(slot < 0 ? this.picker.file : null);
        handlers.onPick(slot);
      },
      onHover: (slot, x, y) => this.hover(slot, x, y),
    });
    this.home(true);
    this.focus(0);
  }

  private prepareScene(): void {
    const { scene } = this.widget;
    scene.postProcessStages.fxaa.enabled = this.options.quality.maximumScreenSpaceError <= 16;
    scene.highDynamicRange = false;
    scene.screenSpaceCameraController.minimumZoomDistance = 25;
    scene.screenSpaceCameraController.maximumZoomDistance = 3e7;
    scene.screenSpaceCameraController.enableCollisionDetection = true;
    const { camera } = scene;
    this.removers.push(
      scene.preRender.addEventListener(() => this.beforeRender()),
      scene.postRender.addEventListener(() => this.labels.follow()),
      camera.changed.addEventListener(() => this.sky.follow(camera.positionCartographic.height)),
      camera.moveEnd.addEventListener(() => {
        this.sky.follow(camera.positionCartographic.height);
        this.options.handlers.onCamera(this.pilot.view());
      }),
    );
  }

  private beforeRender(): void {
    const { scene } = this.widget;
    Matrix4.multiplyTransformation(this.worldToLocal, scene.camera.inverseViewMatrix, this.look.eyeToLocal);
    this.look.moment.z = (performance.now() / 1000) % 3600;
    this.state.upload(scene);
  }

  private setExtent([west, south, east, north]: [number, number, number, number]): void {
    const a = [0, 0, 0];
    const b = [0, 0, 0];
    this.frame.toLocal(west, south, 0, a);
    this.frame.toLocal(east, north, 0, b);
    Object.assign(this.look.extent, {
      x: (a[0] + b[0]) / 2,
      y: (a[1] + b[1]) / 2,
      z: Math.abs(b[0] - a[0]) / 2,
      w: Math.abs(b[1] - a[1]) / 2,
    });
  }

  /** Whether water and light move though nothing has changed; where nothing may move by itself they never do. */
  setAlive(alive: boolean): void {
    if (alive === (this.motionTimer !== undefined) || !this.options.quality.motion) return;
    clearInterval(this.motionTimer);
    this.motionTimer = alive ? setInterval(() => this.requestRender(), MOTION_MS) : undefined;
  }

  /** Focuses a node: what is outside steps back, its children come forward. Does not move the camera. */
  focus(slot: number): void {
    const { nodes } = this.options;
    this.focused = focusOn(nodes, this.look, slot);
    this.openFloors(facilityHolding(nodes, slot));
    this.requestRender();
  }

  private openFloors(facility: number): void {
    const { lon, lat, height, radius, traits } = this.options.nodes.columns;
    const opens = facility >= 0 && (traits[facility] & TRAIT.opensUp) !== 0;
    if (opens) {
      const centre = [0, 0, 0];
      this.frame.toLocal(lon[facility], lat[facility], height[facility], centre);
      Object.assign(this.look.cut, { x: centre[0], y: centre[1], z: Math.max(20, radius[facility] * 0.74), w: 1 });
    } else this.look.cut.w = 0;
    void this.floors.open(opens ? facility : -1);
  }

  select(slot: number): void {
    this.look.hand.x = slot;
    this.picker.selected = slot;
    this.requestRender();
  }

  fly(slot: number): void {
    const { cameras } = this.options.built.scene;
    if (slot === 0 && homeView(cameras)) this.home();
    else this.pilot.flyToNode(this.options.nodes, slot);
  }

  home(instant = false): void {
    const view = homeView(this.options.built.scene.cameras);
    if (view) this.pilot.flyToCamera(view, instant);
    else {
      const wasStill = this.pilot.still;
      this.pilot.still = instant || wasStill;
      this.pilot.flyToView(viewOfNode(this.options.nodes, 0), instant ? 0 : undefined);
      this.pilot.still = wasStill;
    }
  }

  /** @param time ms since 1970 @param hour of the city's clock, 0…24 */
  setDaylight(time: number, hour: number, daylight: Daylight): void {
    this.sky.set(time, hour, daylight);
  }

  /** false: everything shown is no longer live and looks so. */
  setLink(live: boolean): void {
    if (this.look.moment.w === Number(live)) return;
    this.look.moment.w = Number(live);
    this.requestRender();
  }

  /** Where things that move now are. @param whole whether these are all there are */
  takeMovers(movers: readonly Mover[], whole: boolean): void {
    this.movers.take(movers, whole);
  }

  /** Spreads a quantity over the city; null takes it away. */
  showField(texture: FieldTexture | null): void {
    this.field.show(texture);
  }

  /** What planners draw, ask about and would build. */
  showPlan(picture: PlanPicture): void {
    this.plan.show(picture);
  }

  /** Buildings that are touched by a question, or gone in a scenario. */
  markBuildings(marks: PlanMarks): void {
    const { coreCount, buildingCount } = this.options.nodes;
    this.buildings?.setUniform("u_plan", marksTexture(marks, coreCount, buildingCount));
  }

  /** Today left of a share of the width (0–1), the scenario right of it; 0 shows the scenario everywhere. */
  split(share: number): void {
    this.widget.scene.splitPosition = share;
    this.requestRender();
  }

  /** Shows an opened file. @param id file.…, so that no layer of the scene has it */
  addFile(id: string, mesh: FileMesh): void {
    this.addLayer(new FileLayer(id, mesh));
  }

  /** Where the device is; null takes the mark away. */
  showWhere(place: DevicePlace | null): void {
    void this.where.show(place);
  }

  /** Open cases as pins: these and no others. */
  showCases(pins: readonly CasePin[]): void {
    this.cases.take(pins);
  }

  /** Shows the packets of an opened CZML file. */
  addCzml(id: string, packets: object): void {
    this.addLayer(new CzmlLayer(id, async () => packets, id));
  }

  private addLayer(layer: GlobeLayer): void {
    this.removeLayer(layer.id);
    this.layers.push(layer);
    layer.setVisible(true);
    void layer.add(this.context);
  }

  removeLayer(id: string): void {
    const at = this.layers.findIndex((layer) => layer.id === id);
    if (at >= 0) this.layers.splice(at, 1)[0].remove();
    this.requestRender();
  }

  /** Flies to where [west, south, east, north] degrees and what stands there (up to `top`, m) are seen whole. */
  flyToExtent(extent: readonly number[], top = 0): void {
    this.pilot.flyToCamera(viewOfExtent(extent, top));
  }

  setLayer(id: string, visible: boolean): void {
    this.layers.find((layer) => layer.id === id)?.setVisible(visible);
  }

  /** Whether points far away give way to the counts of their places. */
  gather(gathered: boolean): void {
    const from = gathered ? GATHERED_FROM_M : 0;
    if (this.look.gather.x !== from) this.requestRender();
    this.look.gather.x = from;
    this.picker.gathered = gathered;
    this.labels.gatheredFrom = gathered ? GATHERED_FROM_M : Number.POSITIVE_INFINITY;
  }

  showLabels(wishes: readonly LabelWish[]): void {
    this.labels.show(wishes);
  }

  requestRender(): void {
    this.widget.scene.requestRender();
  }

  /** Draws the picture as it is now, for whoever keeps it: to be read before anything else happens. */
  picture(): HTMLCanvasElement {
    this.widget.scene.render();
    return this.widget.canvas;
  }

  /** Device pixels of the canvas changed. */
  resized(): void {
    this.look.hand.z = this.widget.resolutionScale * (globalThis.devicePixelRatio ?? 1);
    this.requestRender();
  }

  /** The ground in the middle of the picture; null above the horizon. */
  centre(): GroundPoint | null {
    const { clientWidth, clientHeight } = this.widget.canvas;
    return this.sketch.groundAt(new Cartesian2(clientWidth / 2, clientHeight / 2));
  }

  /** Tells when the camera has come to rest. @returns what ends it */
  whenAtRest(tell: () => void): () => void {
    return this.widget.scene.camera.moveEnd.addEventListener(tell);
  }

  private hover(slot: number, x: number, y: number): void {
    if (slot !== this.look.hand.y) {
      this.look.hand.y = slot;
      this.requestRender();
    }
    this.options.handlers.onHover(slot, x, y);
  }

  /** Slot at a window position: a sign if there is one, else the building or place, else −1. */
  at(x: number, y: number, touch = false): number {
    this.picker.reference = null;
    this.picker.file = null;
    const sign = this.picker.signAt(x, y, this.focused, touch);
    return sign >= 0 ? sign : this.picker.surfaceAt(x, y);
  }

  diagnostics(): GlobeDiagnostics {
    const { widget, layers, times, labels, pilot, options } = this;
    return {
      ...globeDiagnostics({ scene: widget.scene, layers, times, labels, pilot, pixels: options.pixels }),
      sun: this.sunLight.shown,
      underground: this.underground.shown,
    };
  }

  destroy(): void {
    clearInterval(this.motionTimer);
    for (const remove of this.removers) remove();
    this.times.destroy();
    this.pointer.destroy();
    this.sketch.destroy();
    this.sunLight.destroy();
    this.underground.destroy();
    this.labels.destroy();
    this.references.destroy();
    if (this.widget.isDestroyed()) return;
    for (const layer of this.layers) layer.remove();
    this.state.destroy();
  }
}
