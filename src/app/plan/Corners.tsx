// Corners in numbers: typed in, changed and taken away, for whoever draws without a pointer or wants it exact.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Position } from "../../twin/scenarios/shapes.ts";

/** "121.49, 31.23" in its usual forms; several pairs, one a line. null when it is none. */
export function readCorners(text: string): Position[] | null {
  const corners: Position[] = [];
  for (const line of text.split(/[\n;；]+/)) {
    if (line.trim() === "") continue;
    const numbers = line
      .trim()
      .split(/[\s,，]+/)
      .map(Number);
    const [lon, lat] = numbers;
    if (numbers.length !== 2 || !Number.isFinite(lon) || !Number.isFinite(lat)) return null;
    if (Math.abs(lon) > 180 || Math.abs(lat) > 89) return null;
    corners.push([lon, lat]);
  }
  return corners.length > 0 ? corners : null;
}

interface Props {
  corners: readonly Position[];
  add(corner: Position[]): void;
  change?(corners: Position[]): void;
}

export function Corners({ corners, add, change }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  return (
    <details className="plan-corners">
      <summary>{t("planning.corners", { count: corners.length })}</summary>
      {change && (
        <ol>
          {corners.map((corner, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a corner is its number
            <li key={i}>
              {([0, 1] as const).map((axis) => (
                <input
                  key={axis}
                  type="number"
                  step="0.00001"
                  aria-label={t(axis === 0 ? "planning.lonOf" : "planning.latOf", { n: i + 1 })}
                  value={Number(corner[axis].toFixed(6))}
                  onChange={(event) => {
                    const value = event.target.valueAsNumber;
                    if (!Number.isFinite(value)) return;
                    change(corners.map((one, k) => (k !== i ? one : axis === 0 ? [value, one[1]] : [one[0], value])));
                  }}
                />
              ))}
              <button
                type="button"
                className="ghost"
                aria-label={t("planning.dropCorner", { n: i + 1 })}
                onClick={() => change(corners.filter((_, k) => k !== i))}
              >
                ×
              </button>
            </li>
          ))}
        </ol>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const typed = readCorners(text);
          setWrong(typed === null);
          if (!typed) return;
          setText("");
          add(typed);
        }}
      >
        <label>
          {t("planning.typeCorner")}
          <textarea
            rows={2}
            value={text}
            placeholder="120.5010, 30.2510"
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit" className="ghost">
          {t("planning.addCorner")}
        </button>
        {wrong && (
          <p role="alert" className="plan-fault">
            {t("planning.badCorner")}
          </p>
        )}
      </form>
    </details>
  );
}
