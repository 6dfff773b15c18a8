// What a map must say of itself: sources, map approval number, and that a city is made up.

import i18next from "i18next";
import { useTranslation } from "react-i18next";
import { isShown } from "../references.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";

/** @param toggled ids of references that are not as the scene shows them at first */
export function attributionWords(toggled: readonly string[]): string {
  const { scene, references } = twinNow().built;
  const ofReferences = references.flatMap((one) =>
    isShown(one, toggled) && one.spec.attribution ? [one.spec.attribution] : [],
  );
  const words = [
    scene.synthetic ? i18next.t("app.syntheticLong") : "",
    scene.mapApprovalNo ?? "",
    ...new Set([...scene.attribution, ...ofReferences]),
    "CesiumJS · Natural Earth",
  ];
  return words.filter(Boolean).join(" · ");
}

export function MapCorner() {
  useTranslation();
  const toggled = useView((store) => store.toggledReferences);
  return <p className="map-corner">{attributionWords(toggled)}</p>;
}
