// Layers in trouble, named in the corner: partial pictures say what is missing.

import { useTranslation } from "react-i18next";
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
        {entries.map(([layer, { count, last }]) => (
          <li key={layer}>
            {t("problem.tiles", { layer, count })} <small>{last}</small>
          </li>
        ))}
      </ul>
    </details>
  );
}
