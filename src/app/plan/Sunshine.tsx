// Hours of sunshine counted: each place or façade with its total, its longest time without a break and when.

import { useTranslation } from "react-i18next";
import { number } from "../format.ts";
import { duration, hourWords } from "./figures.ts";
import { usePlan } from "./store.ts";
import { useStudies } from "./studies.ts";

const WINDS = 8;

export function Sunshine() {
  const { t } = useTranslation();
  const { sunshine, subject } = useStudies();
  const body = usePlan((store) => store.body);
  if (!sunshine || !subject) return null;
  const { day, fromHour, toHour, places, lacking } = sunshine;
  const facing = (degrees: number): string => t(`study.sun.wind.${Math.round(degrees / (360 / WINDS)) % WINDS}`);
  return (
    <>
      <table className="plan-table plan-sunshine" aria-label={t("study.sun.hours")}>
        <caption>
          {t("study.sun.counted", {
            ...day,
            from: hourWords(fromHour),
            to: hourWords(toHour),
            what: subject.of === "place" ? t("study.sun.place") : subject.name,
          })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("study.sun.at")}</th>
            <th scope="col">{t("study.sun.total")}</th>
            <th scope="col">{t("study.sun.longest")}</th>
            <th scope="col">{t("study.sun.intervals")}</th>
          </tr>
        </thead>
        <tbody>
          {places.map(({ at, facing: degrees, total, longest, intervals, onRoof }) => (
            <tr key={at.join()}>
              <th scope="row">
                {degrees === null
                  ? t(onRoof ? "study.sun.onRoof" : "study.sun.onGround")
                  : t("study.sun.facade", { facing: facing(degrees), degrees: number(degrees, 0) })}
              </th>
              <td>{duration(total)}</td>
              <td>{duration(longest)}</td>
              <td>
                {intervals.length === 0
                  ? t("study.sun.none")
                  : intervals.map(([from, to]) => `${hourWords(from)}–${hourWords(to)}`).join(" ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className="plan-lacking" aria-label={t("planning.lacks")}>
        {lacking.map((what) => (
          <li key={what}>{t(`study.lacking.${what}`)}</li>
        ))}
        <li>{t("study.sun.noHorizon")}</li>
        {body.massings.length + body.removed.length > 0 && (
          <li>{t("study.withScenario", { added: body.massings.length, removed: body.removed.length })}</li>
        )}
      </ul>
    </>
  );
}
