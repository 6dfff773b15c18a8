// Sun and shadow: the day and hour in true solar time beside the clock's, the day played, hours of sunshine counted.

import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { SUN_STEP_MINUTES } from "../../models/sunshine.ts";
import { equationOfTime, sunAt } from "../../twin/solar.ts";
import { clock, number } from "../format.ts";
import { Choices } from "../panels/Choices.tsx";
import { Panel } from "../panels/Panel.tsx";
import { readSun, useStudy } from "../stores/study.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { Drawing, Fault } from "./Drawing.tsx";
import { hourWords } from "./figures.ts";
import { NumberField } from "./NumberField.tsx";
import { Sunshine } from "./Sunshine.tsx";
import { usePlan } from "./store.ts";
import { SUN_DAYS, useStudies } from "./studies.ts";
import { timeOf } from "./studyLight.ts";
import {
  askFacades,
  askSunAgain,
  dayOf,
  endSun,
  facadesInHand,
  playDay,
  SUN_TERMS,
  type SunTerm,
  setSun,
  termDate,
  yearNow,
} from "./sunDeeds.ts";

/** The slider's hours. */
const [EARLIEST, LATEST] = [5 * 60, 19 * 60];
const TERMS = Object.keys(SUN_TERMS) as SunTerm[];

export function SunPanel() {
  const { t } = useTranslation();
  const { tool, body } = usePlan();
  const sun = useStudy((store) => store.sun);
  const { sunDay, sunHeight, sunshine, working, fault, playing } = useStudies();
  useView((store) => store.node);
  const facades = facadesInHand();
  const year = sun ? dayOf(sun.date).year : yearNow();
  // Another day, height or scenario, other hours.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when these change
  useEffect(() => {
    const rest = setTimeout(askSunAgain, 300);
    return () => clearTimeout(rest);
  }, [sunDay, sunHeight, body.massings, body.removed, sunDay === "chosen" ? sun?.date : ""]);
  return (
    <Panel title={t("study.sun.title")} className="plan-sun">
      {sun && (
        <>
          <div className="plan-buttons">
            <label>
              {t("study.sun.date")}{" "}
              <input
                type="date"
                min="1950-01-01"
                max="2050-12-31"
                value={sun.date}
                onChange={(event) => {
                  const read = readSun(`${event.target.value}T12:00`);
                  if (read) setSun({ ...sun, date: read.date });
                }}
              />
            </label>
            {TERMS.map((term) => (
              <button
                key={term}
                type="button"
                className="ghost"
                aria-pressed={sun.date === termDate(term, year)}
                onClick={() => setSun({ ...sun, date: termDate(term, year) })}
              >
                {t(`study.sun.term.${term}`)}
              </button>
            ))}
          </div>
          <label className="plan-slide">
            {t("study.sun.hour")}
            <input
              type="range"
              min={EARLIEST}
              max={LATEST}
              step={5}
              value={sun.minutes}
              aria-valuetext={hourWords(sun.minutes / 60)}
              onChange={(event) => setSun({ ...sun, minutes: event.target.valueAsNumber })}
            />
          </label>
          <Moment />
          <div className="plan-buttons">
            <button type="button" className="ghost" aria-pressed={playing} onClick={() => playDay(!playing)}>
              {t(playing ? "study.sun.stop" : "study.sun.play")}
            </button>
            <button type="button" className="ghost" onClick={endSun}>
              {t("study.sun.end")}
            </button>
          </div>
        </>
      )}
      <h3>{t("study.sun.hours")}</h3>
      <Choices
        label={t("study.sun.day")}
        of={SUN_DAYS}
        chosen={sunDay}
        choose={(one) => useStudies.setState({ sunDay: one })}
        words={(one) => t(`study.sun.days.${one}`)}
      />
      <NumberField
        label={t("study.sun.height")}
        value={sunHeight}
        min={0}
        max={500}
        stepBy={0.1}
        unit="m"
        set={(metres) => metres !== undefined && useStudies.setState({ sunHeight: metres })}
      />
      <div className="plan-buttons">
        <button
          type="button"
          className="ghost"
          aria-pressed={tool === "sun"}
          onClick={() => usePlan.setState({ tool: tool === "sun" ? null : "sun", draft: [] })}
        >
          {t("study.sun.pick")}
        </button>
        {facades && (
          <button type="button" className="ghost" onClick={() => void askFacades()}>
            {t("study.sun.facades", { name: facades.name })}
          </button>
        )}
      </div>
      <Drawing of="sun" />
      <Fault words={fault?.of === "sun" ? fault.words : null} />
      <div role="status" aria-live="polite" aria-label={t("study.sun.hours")}>
        {working === "sun" && <p className="quiet">{t("planning.working")}</p>}
        {sunshine && working !== "sun" && <Sunshine />}
      </div>
      <p className="quiet">{t("study.sun.how", { minutes: SUN_STEP_MINUTES })}</p>
    </Panel>
  );
}

/** The moment shown: by the sun and by the clock, and where the sun stands. */
function Moment() {
  const { t } = useTranslation();
  const sun = useStudy((store) => store.sun);
  if (!sun) return null;
  const { lon, lat } = twinNow().built.origin;
  const time = timeOf(sun);
  const { elevation, azimuth } = sunAt(time, lon, lat);
  return (
    <table className="plan-table plan-figures" aria-label={t("study.sun.moment")}>
      <tbody>
        <tr>
          <th scope="row">{t("study.sun.solar")}</th>
          <td>{hourWords(sun.minutes / 60)}</td>
        </tr>
        <tr>
          <th scope="row">{t("study.sun.clock", { zone: twinNow().built.scene.timeZone })}</th>
          <td>{clock(time)}</td>
        </tr>
        <tr>
          <th scope="row">{t("study.sun.equation")}</th>
          <td>{number(equationOfTime(time), 1)} min</td>
        </tr>
        <tr>
          <th scope="row">{t("study.sun.stands")}</th>
          <td>
            {elevation > 0
              ? t("study.sun.where", { elevation: number(elevation, 1), azimuth: number(azimuth, 1) })
              : t("study.sun.below")}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
