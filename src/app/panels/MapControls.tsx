// Controls of the picture: home, zoom, north, daylight, layers. They change what is seen, never what is.

import { useTranslation } from "react-i18next";
import { OPTIONAL_LAYERS } from "../../globe/layers/optional.ts";
import { go } from "../navigate.ts";
import { globeNow, useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { writeUrl } from "../url.ts";

const DAYLIGHTS = ["auto", "day", "night"] as const;

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
        <button type="button" onClick={() => go(0)} aria-label={t("nav.home")} title={t("nav.home")}>
          <Icon d="M4 11 12 4l8 7M6.5 9.5V20h11V9.5" />
        </button>
        <button
          type="button"
          disabled={!ready}
          onClick={() => globeNow()?.pilot.zoomBy(1.6)}
          aria-label={t("nav.zoomIn")}
          title={t("nav.zoomIn")}
        >
          <Icon d="M12 5v14M5 12h14" />
        </button>
        <button
          type="button"
          disabled={!ready}
          onClick={() => globeNow()?.pilot.zoomBy(1 / 1.6)}
          aria-label={t("nav.zoomOut")}
          title={t("nav.zoomOut")}
        >
          <Icon d="M5 12h14" />
        </button>
        <button
          type="button"
          disabled={!ready}
          onClick={() => globeNow()?.pilot.northUp()}
          aria-label={t("nav.north")}
          title={t("nav.north")}
        >
          <Icon d="M12 3 7 20l5-3.5 5 3.5Z" />
        </button>
        <button
          type="button"
          onClick={() => useView.setState({ keysShown: true })}
          aria-label={t("nav.keys")}
          title={t("nav.keys")}
        >
          <Icon d="M4 7h16v10H4zM7 10.5h.01M10.5 10.5h.01M14 10.5h.01M17 10.5h.01M8 14h8" />
        </button>
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
            </label>
          ))}
        </fieldset>
      </details>
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
