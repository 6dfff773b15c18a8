// Existing layers of the scene: their switches among the layers, and what a clicked feature of one says of itself.

import { useTranslation } from "react-i18next";
import { say } from "../i18n/i18n.ts";
import { isShown, referenceById, referenceName, toggle } from "../references.ts";
import { fileNow } from "../stores/files.ts";
import { useGlobe } from "../stores/globe.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { writeUrl } from "../url.ts";
import { WARNINGS } from "../warnings.ts";

/** Switches of the references by name; nothing when the scene has none. */
export function ReferenceToggles() {
  const { t } = useTranslation();
  const toggled = useView((store) => store.toggledReferences);
  const { references, scene } = twinNow().built;
  if (references.length === 0) return null;
  const gradeOf = (grade: number | undefined): string => {
    const named = scene.grades.find((one) => one.grade === grade);
    return named ? say(named.name) : "";
  };
  return (
    <fieldset>
      <legend>{t("references.label")}</legend>
      {references.map((reference) => (
        <label key={reference.spec.id}>
          <input
            type="checkbox"
            checked={isShown(reference, toggled)}
            onChange={() => {
              useView.setState({ toggledReferences: toggle(toggled, reference.spec.id) });
              writeUrl("replace");
            }}
          />
          {referenceName(reference)}
          <small>{gradeOf(reference.spec.grade)}</small>
        </label>
      ))}
    </fieldset>
  );
}

/** Layers of the page's own whose features tell of themselves. */
const OWN_TITLES: Readonly<Record<string, string | undefined>> = {
  [WARNINGS]: "warnings.title",
  movers: "warnings.mover",
};

/** Properties of a clicked feature, as text. */
export function ReferenceCard() {
  const { t } = useTranslation();
  const feature = useGlobe((store) => store.feature);
  const reference = feature ? referenceById(feature.reference) : undefined;
  const file = feature ? fileNow(feature.reference) : undefined;
  const own = OWN_TITLES[feature?.reference ?? ""];
  const title = feature?.title ?? file?.name ?? (own && t(own)) ?? (reference && referenceName(reference));
  if (!feature || title === undefined) return null;
  return (
    <section className="reference-card" aria-label={t("references.feature")}>
      <header>
        <h2>{title}</h2>
        <button type="button" className="ghost" onClick={() => useGlobe.setState({ feature: null })}>
          {t("nav.close")}
        </button>
      </header>
      {feature.properties.length === 0 ? (
        <p>{t("references.noProperties")}</p>
      ) : (
        <dl>
          {feature.properties.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
