// What a map must say of itself: sources, map approval number, and that a city is made up.

import { useTranslation } from "react-i18next";
import { twinNow } from "../stores/twin.ts";

export function MapCorner() {
  const { t } = useTranslation();
  const { scene } = twinNow().built;
  const words = [
    scene.synthetic ? t("app.syntheticLong") : "",
    scene.mapApprovalNo ?? "",
    ...scene.attribution,
    "CesiumJS · Natural Earth",
  ].filter(Boolean);
  return <p className="map-corner">{words.join(" · ")}</p>;
}
