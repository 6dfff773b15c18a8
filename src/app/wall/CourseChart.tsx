// The chart of how indicators went; ECharts comes with it, when the first is shown.

import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { IndicatorSeries } from "../../twin/indicatorShapes.ts";
import type { Indicator } from "../../twin/scene/schema.ts";
import { clock, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { lookOf, useEChart } from "../trend/echart.ts";
import { courseOptions } from "./courseChart.ts";

export default function CourseChart({
  indicators,
  series,
  small = false,
}: {
  indicators: readonly Indicator[];
  series: readonly IndicatorSeries[];
  small?: boolean;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [chart, host] = useEChart();
  useEffect(() => {
    if (!chart || !box.current) return;
    const words = {
      name: (indicator: Indicator) => say(indicator.name),
      value: (value: number, indicator: Indicator) => number(value, indicator.decimals),
      clock: (time: number, withDate: boolean) => clock(time, withDate).replace(/:\d\d$/, ""),
      target: (year: string) => t("indicator.target", { year }),
      baseline: t("indicator.baseline"),
      limit: (severity: number) => t(`severity.${severity}`),
    };
    chart.setOption(courseOptions(indicators, series, words, lookOf(box.current), small), { notMerge: true });
  }, [chart, indicators, series, small, t]);
  const last = series.map(({ v }, i) => `${say(indicators[i].name)} ${number(v.at(-1), indicators[i].decimals)}`);
  return (
    <div ref={box} className="course-chart" role="img" aria-label={t("indicator.course", { what: last.join("，") })}>
      <div ref={host} />
    </div>
  );
}
