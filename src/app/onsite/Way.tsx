// How far and in which direction: an arrow, metres and the wind in words.

import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { twinNow } from "../stores/twin.ts";
import { useWhere } from "../stores/where.ts";
import { wayTo, windOf } from "./nearest.ts";

export function Way({ metres, bearing }: { metres: number; bearing: number }) {
  const { t } = useTranslation();
  const distance = metres < 1000 ? `${number(Math.round(metres))} m` : `${number(metres / 1000, 1)} km`;
  return (
    <span className="way">
      <svg viewBox="0 0 24 24" aria-hidden="true" style={{ rotate: `${Math.round(bearing)}deg` }}>
        <path d="M12 2 19 21 12 17 5 21Z" />
      </svg>
      <span>
        <b>{distance}</b> <small>{t(`onsite.wind.${windOf(bearing)}`)}</small>
      </span>
    </span>
  );
}

/** From here to a node; nothing while nobody knows where here is. */
export function WayFromHere({ slot }: { slot: number }) {
  const { t } = useTranslation();
  const where = useWhere((store) => store.where);
  const { nodes } = twinNow();
  if (!where || slot < nodes.placeCount || slot >= nodes.coreCount) return null;
  const { lon, lat } = nodes.columns;
  return (
    <p className="way-from-here">
      {t("onsite.fromHere", { metres: number(where.accuracy) })}{" "}
      <Way {...wayTo(where, { lon: lon[slot], lat: lat[slot] })} />
    </p>
  );
}
