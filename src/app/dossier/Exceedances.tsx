// What went beyond its limits at a facility in the last 30 days: how often at each point and how bad, then each time, which leads to its alarm.

import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Exceedances as Found } from "../../twin/alarms/shapes.ts";
import { fetchExceedances } from "../alarms/api.ts";
import { useAlarms } from "../alarms/store.ts";
import { ruleOf } from "../alarms/words.ts";
import { age, clock, number, reading, unitOf } from "../format.ts";
import { useAnswer } from "../fresh.ts";
import { say } from "../i18n/i18n.ts";
import { kindOf, nameOf } from "../names.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";

export const DAYS = 30;
const SHOWN = 5;

export function Exceedances({ code }: { code: string }) {
  const may = useMay("alarm.see");
  return may ? <Listed code={code} /> : null;
}

function Listed({ code }: { code: string }) {
  const { t } = useTranslation();
  const ask = useCallback(() => fetchExceedances(code, DAYS), [code]);
  const { got: found, reason } = useAnswer("alarms", ask);
  const [all, setAll] = useState(false);
  const total = found?.points.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const times = found?.times ?? [];
  return (
    <section aria-label={t("dossier.exceedances", { days: DAYS })}>
      <h3>
        {t("dossier.exceedances", { days: DAYS })} {found && <small>{t("dossier.times", { count: total })}</small>}
      </h3>
      {reason && <p role="alert">{reason}</p>}
      {found && total === 0 && <p className="quiet">{t("dossier.noneSince", { time: clock(found.from, true) })}</p>}
      {total > 0 && (
        <>
          <ul className="dossier-counts">
            {found?.points.map((point) => (
              <li key={point.node}>
                <SeverityMark severity={point.worst} /> {nameOfCode(point.node)}{" "}
                <b>{t("dossier.times", { count: point.count })}</b>{" "}
                <small className="quiet">
                  {t("dossier.worstAndLast", {
                    value: valueWords(point.node, point.value),
                    time: clock(point.lastAt, true),
                  })}
                </small>
              </li>
            ))}
          </ul>
          <ol className="rows dossier-times">
            {times.slice(0, all ? times.length : SHOWN).map((one) => (
              <li key={`${one.alarm} ${one.at}`}>
                <button type="button" onClick={() => useAlarms.setState({ opened: one.alarm })}>
                  <SeverityMark severity={one.severity} stale={one.clearedAt !== null} />
                  <span className="row-name">
                    {ruleWords(one)}
                    <small>
                      <time dateTime={new Date(one.at).toISOString()}>{clock(one.at, true)}</time> ·{" "}
                      {one.clearedAt === null
                        ? t("dossier.goesOn")
                        : t("dossier.lasted", { time: age(one.clearedAt - one.at) })}
                    </small>
                  </span>
                  <span className="row-figure">{valueWords(one.node, one.value)}</span>
                </button>
              </li>
            ))}
          </ol>
          {times.length > SHOWN && !all && (
            <button type="button" className="ghost" onClick={() => setAll(true)}>
              {t("dossier.allTimes", { count: times.length })}
            </button>
          )}
        </>
      )}
    </section>
  );
}

const slotOf = (code: string): number => twinNow().nodes.slotOf(code);
const nameOfCode = (code: string): string => (slotOf(code) < 0 ? code : nameOf(slotOf(code)));

function ruleWords(one: Found["times"][number]): string {
  const rule = ruleOf(one);
  return rule ? `${nameOfCode(one.node)} · ${say(rule.name)}` : nameOfCode(one.node);
}

function valueWords(node: string, value: number | null): string {
  if (value === null) return "";
  const kind = slotOf(node) < 0 ? undefined : kindOf(slotOf(node));
  return `${kind ? reading(value, kind) : number(value, 1)} ${unitOf(kind)}`.trim();
}
