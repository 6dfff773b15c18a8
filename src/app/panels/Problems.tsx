// Layers in trouble, named in the corner: partial pictures say what is missing.

import { useTranslation } from "react-i18next";
import { referenceById, referenceName } from "../references.ts";
import { useGlobe } from "../stores/globe.ts";

export function Problems() {
  const { t } = useTranslation();
  const problems = useGlobe((store) => store.problems);
  const entries = Object.entries(problems);
  if (entries.length === 0) return null;
  return (
    <details className="problems">
      <summary>
        {t("problem.title")} {entries.length}
      </summary>
      <ul>
        {entries.map(([id, { count, last, missing }]) => {
          const reference = id.startsWith("ref.") ? referenceById(id.slice(4)) : undefined;
          const layer = reference ? referenceName(reference) : id;
          return (
            <li key={id}>
              {missing ? t("problem.missing", { layer, ...missing }) : t("problem.tiles", { layer, count })}{" "}
              <small>{missing && count === 1 ? "" : last}</small>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
