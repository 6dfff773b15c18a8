// Severity as colour, shape and numeral together (look.md); readable without colour.

import { useTranslation } from "react-i18next";

const SHAPES: Record<number, string> = {
  5: "M7.2 1h9.6L23 7.2v9.6L16.8 23H7.2L1 16.8V7.2Z",
  4: "M12 1.5 23.5 22H.5Z",
  3: "M12 .5 23.5 12 12 23.5.5 12Z",
};
const NUMERALS: Record<number, string> = { 2: "Ⅳ", 3: "Ⅲ", 4: "Ⅱ", 5: "Ⅰ" };

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
