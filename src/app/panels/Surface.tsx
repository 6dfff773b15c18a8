// Which quantity is spread between its points, and the legend that says from what it is estimated.

import { useTranslation } from "react-i18next";
import { FIELD_COLOURS } from "../../globe/shaders/fieldColours.ts";
import { number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { useSurface } from "../stores/surface.ts";
import { twinNow } from "../stores/twin.ts";
import { setSurface } from "../surface.ts";

const surfaceKinds = () => twinNow().built.scene.kinds.filter(({ surface }) => surface);

export function SurfaceChoice() {
  const { t } = useTranslation();
  const chosen = useSurface((store) => store.kind);
  const kinds = surfaceKinds();
  if (kinds.length === 0) return null;
  return (
    <fieldset>
      <legend>{t("surface.label")}</legend>
      <select aria-label={t("surface.label")} value={chosen} onChange={(event) => setSurface(event.target.value)}>
        <option value="">{t("surface.none")}</option>
        {kinds.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

export function SurfaceLegend() {
  const { t } = useTranslation();
  const { kind, stations } = useSurface();
  const own = surfaceKinds().find(({ id }) => id === kind);
  if (!own) return null;
  const [low, high] = own.range;
  return (
    <figure className="surface-legend" aria-label={t("surface.label")}>
      <figcaption>
        {say(own.name)} <span className="live-tag live-estimated">{t("liveness.estimated")}</span>
      </figcaption>
      <i aria-hidden="true" style={{ background: `linear-gradient(90deg, ${FIELD_COLOURS.join(", ")})` }} />
      <p>
        <span>{number(low, own.decimals)}</span>
        <span>
          {number(high, own.decimals)} {own.unit}
        </span>
      </p>
      <small>{stations > 0 ? t("surface.from", { count: stations }) : t("surface.nothing")}</small>
    </figure>
  );
}
