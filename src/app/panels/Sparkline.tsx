// The last minutes of one point as a line, with its alarm limits; gaps in the record stay gaps.

import { useTranslation } from "react-i18next";
import type { Kind } from "../../twin/scene/schema.ts";
import { clock, number } from "../format.ts";
import type { Sample } from "./useRecent.ts";

const WIDTH = 320;
const HEIGHT = 84;
const PAD = 6;

interface Props {
  samples: readonly Sample[];
  kind: Kind | undefined;
  /** Longer than this between two samples is a gap, ms; without it three intervals of the kind. */
  gapMs?: number;
  withDate?: boolean;
}

export function Sparkline({ samples, kind, gapMs, withDate = false }: Props) {
  const { t } = useTranslation();
  if (samples.length < 2) return <p className="quiet">{t("node.recentNone")}</p>;
  const first = samples[0].t;
  const last = samples[samples.length - 1].t;
  const values = samples.map((sample) => sample.v);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const step = ((kind?.range[1] ?? 1) - (kind?.range[0] ?? 0)) * 0.02;
  const bottom = low - Math.max((high - low) * 0.15, step);
  const top = high + Math.max((high - low) * 0.15, step);
  const x = (time: number): number => PAD + ((time - first) / Math.max(1, last - first)) * (WIDTH - 2 * PAD);
  const y = (value: number): number => HEIGHT - PAD - ((value - bottom) / (top - bottom)) * (HEIGHT - 2 * PAD);
  const gap = gapMs ?? (kind?.intervalSeconds ?? 60) * 3000;
  const path = samples
    .map((sample, i) => {
      const move = i === 0 || sample.t - samples[i - 1].t > gap;
      return `${move ? "M" : "L"}${x(sample.t).toFixed(1)} ${y(sample.v).toFixed(1)}`;
    })
    .join("");
  const limits = [...(kind?.limits?.high ?? []), ...(kind?.limits?.low ?? [])];
  const decimals = kind?.decimals ?? 1;
  return (
    <figure className="sparkline">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={t("node.range", { low: number(low, decimals), high: number(high, decimals) })}
      >
        {limits.map((limit, i) =>
          limit !== null && limit > bottom && limit < top ? (
            <line
              // biome-ignore lint/suspicious/noArrayIndexKey: a limit's place in the list is its severity
              key={i}
              className={`limit severity-${(i % 4) + 2}`}
              x1={PAD}
              x2={WIDTH - PAD}
              y1={y(limit)}
              y2={y(limit)}
            />
          ) : null,
        )}
        <path d={path} />
        <circle cx={x(last)} cy={y(values[values.length - 1])} r="3.5" />
      </svg>
      <figcaption>
        <span>{clock(first, withDate)}</span>
        <span>{t("node.range", { low: number(low, decimals), high: number(high, decimals) })}</span>
        <span>{clock(last, withDate)}</span>
      </figcaption>
    </figure>
  );
}
