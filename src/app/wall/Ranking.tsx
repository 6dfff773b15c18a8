// The places below the one in hand by one indicator, the worst first; a press goes there.

import { useTranslation } from "react-i18next";
import type { IndicatorFigure } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import { number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { nameOf } from "../names.ts";
import { go } from "../navigate.ts";
import { Panel } from "../panels/Panel.tsx";
import { twinNow } from "../stores/twin.ts";
import { FigureMark } from "./FigureMark.tsx";
import { useFigures } from "./indicatorApi.ts";
import { usePlaceShown } from "./place.ts";

interface Ranked {
  slot: number;
  figure: IndicatorFigure;
}

/** Worst first; who has no value is left out. */
export function rank(rows: readonly Ranked[], goodWhen: Indicator["goodWhen"]): Ranked[] {
  const sign = goodWhen === "high" ? 1 : -1;
  return rows
    .filter(({ figure }) => figure.value !== null)
    .sort((a, b) => sign * ((a.figure.value as number) - (b.figure.value as number)) || a.slot - b.slot);
}

export function RankingRows({ indicator, place }: { indicator: Indicator; place: number }) {
  const { t } = useTranslation();
  const { nodes } = twinNow();
  const { answer, reason } = useFigures(nodes.columns.code[place]);
  if (reason) return <p className="quiet">{reason}</p>;
  if (!answer) return <p className="quiet">{t("indicator.loading")}</p>;
  const rows = answer.below.flatMap(({ place: code, figures }) => {
    const figure = figures.find(({ id }) => id === indicator.id);
    return figure ? [{ slot: nodes.slotOf(code), figure }] : [];
  });
  const ranked = rank(rows, indicator.goodWhen);
  if (ranked.length === 0) return <p className="quiet">{t("indicator.noRanking")}</p>;
  const values = ranked.map(({ figure }) => figure.value as number);
  const [low, high] = [Math.min(0, ...values), Math.max(...values)];
  return (
    <ul className="rows ranking">
      {ranked.map(({ slot, figure }) => (
        <li key={slot}>
          <button type="button" onClick={() => go(slot)}>
            <FigureMark indicator={indicator} figure={figure} />
            <span className="row-name">{nameOf(slot)}</span>
            <span className="row-figure">
              <span>{number(figure.value, indicator.decimals)}</span> <small>{indicator.unit}</small>
            </span>
            <i
              className="ranking-bar"
              aria-hidden="true"
              style={{ inlineSize: `${high > low ? (100 * ((figure.value as number) - low)) / (high - low) : 0}%` }}
            />
          </button>
        </li>
      ))}
    </ul>
  );
}

export function RankingPanel({ indicator }: { indicator: Indicator }) {
  const { t } = useTranslation();
  const place = usePlaceShown();
  return (
    <Panel
      title={t("indicator.ranking", { name: say(indicator.name) })}
      aside={t(`indicator.worst.${indicator.goodWhen}`)}
      className="panel-grow"
    >
      <RankingRows indicator={indicator} place={place} />
    </Panel>
  );
}
