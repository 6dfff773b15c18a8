// Severity as colour, shape and numeral together (look.md); readable without colour.

import { useTranslation } from "react-i18next";
import { NUMERALS, SHAPES } from "../../globe/severityShapes.ts";

export function SeverityMark({
  severity,
  stale = false,
  size = 1.15,
}: {
  severity: number;
  stale?: boolean;
  size?: number;
}) {
  const { t } = useTranslation();
  const label = stale && severity < 2 ? t("liveness.stale") : t(`severity.${severity}`);
  return (
    <svg
      className={`mark severity-${severity}${stale ? " is-stale" : ""}`}
      viewBox="0 0 24 24"
      style={{ width: `${size}em`, height: `${size}em` }}
      role="img"
      aria-label={label}
    >
      {severity >= 3 ? <path d={SHAPES[severity]} /> : <circle cx="12" cy="12" r={severity === 2 ? 11 : 7} />}
      {severity >= 2 && (
        <text x="12" y={severity === 4 ? 19.5 : 16.8} textAnchor="middle">
          {NUMERALS[severity]}
        </text>
      )}
    </svg>
  );
}
