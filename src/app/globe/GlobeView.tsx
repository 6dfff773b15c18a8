// The globe in React: resium owns the one widget; this wires it to the stores and rebuilds it when the GL context is lost.

import { type CesiumWidget as CesiumWidgetType, Ion } from "cesium";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type CesiumComponentRef, CesiumWidget } from "resium";
import { Globe } from "../../globe/globe.ts";
import { referenceLayerId } from "../../globe/layers/references/reference.ts";
import { OPTIONAL_LAYERS } from "../../twin/scene/layerIds.ts";
import { isFiltering } from "../../twin/stateFilter.ts";
import { pickFile, showFilesOn } from "../files/openFiles.ts";
import { sceneHour } from "../format.ts";
import { liveLink } from "../live/link.ts";
import { go } from "../navigate.ts";
import { districtSeen } from "../near.ts";
import { isShown, referenceTokens } from "../references.ts";
import { noteProblem, useGlobe } from "../stores/globe.ts";
import { useLive } from "../stores/live.ts";
import { moversNow, usePlaces, whenMoved } from "../stores/places.ts";
import { useReplay } from "../stores/replay.ts";
import { statePixels, twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { writeUrl } from "../url.ts";
import { drawWarnings, WARNINGS } from "../warnings.ts";
import { HoverCard } from "./HoverCard.tsx";
import { labelWishes } from "./labelWishes.ts";
import { qualityFor } from "./quality.ts";

// Nothing is ever asked of ion; an empty token makes a mistake loud.
Ion.defaultAccessToken = "";

const CONTEXT_OPTIONS = { requestWebgl1: false, webgl: { powerPreference: "high-performance" as const, alpha: false } };
/** Three lost contexts within this time and the page starts afresh, ms. */
const LOSS_WINDOW_MS = 600_000;
const LOSSES_ALLOWED = 3;
const losses: number[] = [];

export default function GlobeView() {
  const { t } = useTranslation();
  const [generation, setGeneration] = useState(0);
  return (
    <div className="map" role="application" aria-label={t("nav.map")} aria-description={t("nav.mapHint")}>
      <OneGlobe
        key={generation}
        onLost={() => {
          const now = Date.now();
          losses.push(now);
          while (losses.length > 0 && now - losses[0] > LOSS_WINDOW_MS) losses.shift();
          if (losses.length >= LOSSES_ALLOWED) location.reload();
          else {
            useGlobe.setState(({ contextRestores }) => ({ contextRestores: contextRestores + 1 }));
            setGeneration((value) => value + 1);
          }
        }}
      />
      <HoverCard />
    </div>
  );
}

function OneGlobe({ onLost }: { onLost: () => void }) {
  const [credits] = useState(() => document.createElement("div"));
  const reference = useRef<CesiumComponentRef<CesiumWidgetType>>(null);
  const [widget, setWidget] = useState<CesiumWidgetType | null>(null);
  const lost = useRef(onLost);
  lost.current = onLost;

  // resium fills the ref after its own mount effect; poll until the widget is there.
  useEffect(() => {
    let stopped = false;
    const look = (): void => {
      const element = reference.current?.cesiumElement;
      if (element && !element.isDestroyed()) setWidget(element);
      else if (!stopped) requestAnimationFrame(look);
    };
    look();
    return () => {
      stopped = true;
    };
  }, []);

  useEffect(() => {
    if (!widget || widget.isDestroyed() || !statePixels) return;
    return connect(widget, () => lost.current());
  }, [widget]);

  return (
    <CesiumWidget
      ref={reference}
      full
      baseLayer={false}
      skyBox={undefined}
      scene3DOnly
      requestRenderMode
      maximumRenderTimeChange={Number.POSITIVE_INFINITY}
      msaaSamples={1}
      orderIndependentTranslucency={false}
      showRenderLoopErrors={false}
      creditContainer={credits}
      contextOptions={CONTEXT_OPTIONS}
    />
  );
}

/** Ties a widget to the stores; returns what unties it. */
function connect(widget: CesiumWidgetType, onLost: () => void): () => void {
  const { built, nodes, sceneUrl } = twinNow();
  const quality = qualityFor(useView.getState().room, widget);
  widget.resolutionScale = quality.resolutionScale;
  const { canvas } = widget;
  canvas.tabIndex = 0;
  const globe = new Globe(widget, {
    built,
    nodes,
    sceneUrl,
    pixels: statePixels as NonNullable<typeof statePixels>,
    quality,
    tokens: referenceTokens(built.references),
    handlers: {
      onPick: (slot) => slot >= 0 && go(slot),
      onHover: (slot, x, y) => useGlobe.setState({ hover: { slot, x, y } }),
      onCamera: (view) => {
        writeUrl("replace", view);
        liveLink.near(districtSeen(nodes, view));
      },
      onProblem: noteProblem,
      onPickReference: (feature) => useGlobe.setState({ feature }),
      onPickFile: (hit) => void pickFile(hit),
    },
  });

  const paint = (): void => {
    const { daylight, filter, layers, node, room, toggledReferences } = useView.getState();
    const { snapshot, link } = useLive.getState();
    const replaying = useReplay.getState().replay !== null;
    const shownTime = replaying ? snapshot?.replayTime : snapshot?.dataTime;
    const time = shownTime !== undefined && Number.isFinite(shownTime) ? shownTime : Date.now();
    globe.setDaylight(time, sceneHour(time), daylight);
    for (const layer of OPTIONAL_LAYERS) globe.setLayer(layer, layers[layer]);
    for (const reference of built.references)
      globe.setLayer(referenceLayerId(reference.spec.id), isShown(reference, toggledReferences));
    globe.setLayer("movers", !replaying);
    globe.setLayer(WARNINGS, !replaying);
    globe.setLink(replaying || link === "live" || link === "recovering" || link === "connecting");
    const filtering = isFiltering(filter);
    globe.gather(!filtering);
    // A wall is a picture that lives; a desk and a tablet draw when something has changed.
    globe.setAlive(room === "wall");
    globe.showLabels(labelWishes(node, snapshot, filtering));
  };
  let painted = 0;
  const paintSometimes = (): void => {
    const now = performance.now();
    if (now - painted < 900) return;
    painted = now;
    paint();
  };
  paint();
  const unsubscribe = [
    useView.subscribe(paint),
    useLive.subscribe((now, before) => (now.link === before.link ? paintSometimes() : paint())),
  ];
  liveLink.whenPixels(() => globe.requestRender());
  const onResize = new ResizeObserver(() => globe.resized());
  onResize.observe(canvas);
  const lostListener = (event: Event): void => {
    event.preventDefault();
    // Without a context there is nothing left to draw with; the next globe draws.
    widget.useDefaultRenderLoop = false;
    onLost();
  };
  canvas.addEventListener("webglcontextlost", lostListener);
  const stopDrawn = widget.scene.postRender.addEventListener(() => liveLink.drawn());
  const stopErrors = widget.scene.renderError.addEventListener((_scene: unknown, error: unknown) => {
    // The last frame of a lost context fails before its event comes; that is no problem of the picture.
    if (canvas.getContext("webgl2")?.isContextLost()) return;
    noteProblem("render", error instanceof Error ? error.message : String(error));
    // Cesium stops rendering after an error in a frame; a wall must not stand still, so the globe is rebuilt.
    onLost();
  });
  useGlobe.setState({ globe });
  showFilesOn(globe);
  globe.takeMovers([...moversNow.values()], true);
  whenMoved((movers, whole) => globe.takeMovers(movers, whole));
  liveLink.whenSurface((surface) => globe.showField(surface));
  drawWarnings(globe, usePlaces.getState().alerts);
  unsubscribe.push(
    usePlaces.subscribe(({ alerts }, before) => alerts !== before.alerts && drawWarnings(globe, alerts)),
    useReplay.subscribe(({ replay }, before) => (replay === null) !== (before.replay === null) && paint()),
  );
  return () => {
    useGlobe.setState({ globe: null });
    liveLink.whenPixels(() => {});
    whenMoved(() => undefined);
    liveLink.whenSurface(() => {});
    for (const stop of unsubscribe) stop();
    onResize.disconnect();
    canvas.removeEventListener("webglcontextlost", lostListener);
    stopErrors();
    stopDrawn();
    globe.destroy();
  };
}
