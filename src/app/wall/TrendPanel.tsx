// How one to three indicators of one unit went, as a panel of the wall.

import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Indicator } from "../../twin/scene/schema.ts";
import { say } from "../i18n/i18n.ts";
import { Panel } from "../panels/Panel.tsx";
import { twinNow } from "../stores/twin.ts";
import { LINE_COLOURS } from "../trend/chart.ts";
import { useCourse } from "./indicatorApi.ts";
import { usePlaceWritten } from "./place.ts";

const CourseChart = lazy(() => import("./CourseChart.tsx"));

export function TrendPanel({ indicators, hours }: { indicators: readonly Indicator[]; hours: number }) {
  const { t } = useTranslation();
  const place = usePlaceWritten();
  const { answer, reason } = useCourse(
    indicators.map(({ id }) => id),
    twinNow().nodes.columns.code[place],
    hours,
  );
  const title = indicators.length === 1 ? say(indicators[0].name) : t("indicator.courses");
  return (
    <Panel
      title={title}
      className="trend-panel"
      aside={`${t("indicator.lastHours", { count: hours })} · ${indicators[0].unit || "1"}`}
    >
      {indicators.length > 1 && (
        <ul className="course-legend">
          {indicators.map((indicator, i) => (
            <li key={indicator.id}>
              <i aria-hidden="true" style={{ background: LINE_COLOURS[i] }} />
              {say(indicator.name)}
            </li>
          ))}
        </ul>
      )}
      {reason ? (
        <p className="quiet">{reason}</p>
      ) : answer?.every(({ v }) => v.length === 0) ? (
        <p className="quiet">{t("indicator.noCourse")}</p>
      ) : (
        answer && (
          <Suspense fallback={null}>
            <CourseChart indicators={indicators} series={answer} small />
          </Suspense>
        )
      )}
    </Panel>
  );
}
