// What a map must say of itself: sources, map approval number, and that a city is made up.

import { useTranslation } from "react-i18next";
import { isShown } from "../references.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";

export function MapCorner() {
  const { t } = useTranslation();
  const toggled = useView((store) => store.toggledReferences);
  const { scene, references } = twinNow().built;
  const ofReferences = references.flatMap((one) =>
    isShown(one, toggled) && one.spec.attribution ? [one.spec.attribution] : [],
  );
  const words = [
    scene.synthetic ? t("app.syntheticLong") : "",
    scene.mapApprovalNo ?? "",
    ...new Set([...scene.attribution, ...ofReferences]),
    "CesiumJS · Natural Earth",
  ].filter(Boolean);
  return <p className="map-corner">{words.join(" · ")}</p>;
}
