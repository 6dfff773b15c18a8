// Controls of the picture: home, zoom, north, daylight, layers. They change what is seen, never what is.

import { useTranslation } from "react-i18next";
import { OPTIONAL_LAYERS, type OptionalLayer } from "../../twin/scene/layerIds.ts";
import { go } from "../navigate.ts";
import { savePicture } from "../picture.ts";
import { openDesk } from "../stores/desk.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { openTips } from "../tips/tips.ts";
import { writeUrl } from "../url.ts";
import { FileToggles } from "./Files.tsx";
import { FilterMenu } from "./Filter.tsx";
import { ReferenceToggles } from "./References.tsx";
import { SurfaceChoice } from "./Surface.tsx";

/** Layers whose picture is moved by live values, and by what a kind then says. */
const MOVED: Partial<Record<OptionalLayer, "congestion" | "flow">> = { roads: "congestion", pipes: "flow" };
const moved = (layer: OptionalLayer): boolean =>
  MOVED[layer] !== undefined && twinNow().built.scene.kinds.some(({ line }) => line === MOVED[layer]);

const DAYLIGHTS = ["auto", "day", "night"] as const;

/** The buttons in order: word below `nav`, icon path, whether the globe must be there, what it does. */
const BUTTONS = [
  { name: "home", icon: "M4 11 12 4l8 7M6.5 9.5V20h11V9.5", needsGlobe: false, act: () => go(0) },
  { name: "zoomIn", icon: "M12 5v14M5 12h14", needsGlobe: true, act: () => globeNow()?.pilot.zoomBy(1.6) },
  { name: "zoomOut", icon: "M5 12h14", needsGlobe: true, act: () => globeNow()?.pilot.zoomBy(1 / 1.6) },
  { name: "north", icon: "M12 3 7 20l5-3.5 5 3.5Z", needsGlobe: true, act: () => globeNow()?.pilot.northUp() },
  {
    name: "picture",
    icon: "M4 8h3l2-3h6l2 3h3v11H4ZM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
    needsGlobe: true,
    act: savePicture,
  },
  {
    name: "keys",
    icon: "M4 7h16v10H4zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8",
    needsGlobe: false,
    act: () => useView.setState({ keysShown: true }),
  },
  {
    name: "assets",
    icon: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
    needsGlobe: false,
    act: () => openDesk("assets"),
  },
  {
    name: "tips",
    icon: "M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1.1-1.4 2.1M12 17.5h.01",
    needsGlobe: false,
    act: openTips,
  },
];

export function MapControls() {
  const { t } = useTranslation();
  const { daylight, layers } = useView();
  const ready = useGlobe((store) => store.globe !== null);
  const there = new Set<string>(
    twinNow()
      .built.layers.filter((layer) => layer.features > 0)
      .map((layer) => layer.id),
  );
  return (
    <div className="map-controls">
      <div className="button-stack">
        {BUTTONS.map(({ name, icon, needsGlobe, act }) => (
          <button
            key={name}
            type="button"
            className={`map-${name}`}
            disabled={needsGlobe && !ready}
            onClick={act}
            aria-label={t(`nav.${name}`)}
            title={t(`nav.${name}`)}
          >
            <Icon d={icon} />
          </button>
        ))}
      </div>
      <details className="layer-menu">
        <summary aria-label={t("nav.menu")} title={t("nav.menu")}>
          <Icon d="m12 4 9 5-9 5-9-5 9-5M3 14l9 5 9-5" />
        </summary>
        <fieldset>
          <legend>{t("daylight.label")}</legend>
          {DAYLIGHTS.map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="daylight"
                checked={daylight === value}
                onChange={() => {
                  useView.setState({ daylight: value });
                  writeUrl("replace");
                }}
              />
              {t(`daylight.${value}`)}
            </label>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t("layers.label")}</legend>
          {OPTIONAL_LAYERS.filter((layer) => layer === "assets" || there.has(layer)).map((layer) => (
            <label key={layer}>
              <input
                type="checkbox"
                checked={layers[layer]}
                onChange={(event) => {
                  useView.setState({ layers: { ...layers, [layer]: event.target.checked } });
                  writeUrl("replace");
                }}
              />
              {t(`layers.${layer}`)}
              {moved(layer) && <small className="quiet">{t(`layers.moved.${layer}`)}</small>}
            </label>
          ))}
        </fieldset>
        <SurfaceChoice />
        <ReferenceToggles />
        <FileToggles />
      </details>
      <FilterMenu />
    </div>
  );
}

function Icon({ d }: { d: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
      <path d={d} />
    </svg>
  );
}
