// The rate board: what every desk has to bear, beside what a person can bear (EEMUA 191), and which alarms come most often.

import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlarmBoard } from "../../twin/alarms/shapes.ts";
import { whyNot } from "../api.ts";
import { clock, number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { Dialog } from "../panels/Dialog.tsx";
import { fetchBoard } from "./api.ts";
import { useAlarms } from "./store.ts";
import { alarmName, alarmNode } from "./words.ts";

const AGAIN_MS = 10_000;
const COUNTS = ["standing", "unacknowledged", "stale", "chattering", "shelved", "suppressed", "outOfService"] as const;

export default function RateBoard() {
  const { t } = useTranslation();
  const [board, setBoard] = useState<AlarmBoard | null>(null);
  const [reason, setReason] = useState("");
  useEffect(() => {
    const ask = (): void => void fetchBoard().then(setBoard, (error: unknown) => setReason(whyNot(error)));
    ask();
    const timer = setInterval(ask, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <Dialog
      title={t("alarms.board.title")}
      className="trend-dialog rate-board"
      after={board && <small className="quiet">{clock(board.at, true)}</small>}
      onClose={() => useAlarms.setState({ board: false })}
    >
      {reason && <p role="alert">{reason}</p>}
      {board && <Board board={board} />}
    </Dialog>
  );
}

function Board({ board }: { board: AlarmBoard }) {
  const { t } = useTranslation();
  const { floodCount, floodMinutes, manageableADay, mostADay, standardRef } = board.thresholds;
  const most = Math.max(floodCount, ...board.desks.flatMap(({ tens }) => tens));
  return (
    <div className="rate-board-body">
      <table>
        <caption className="quiet">
          {t("alarms.board.bounds", { flood: floodCount, minutes: floodMinutes, day: manageableADay, most: mostADay })}
          <br />
          {standardRef}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("alarms.board.desk")}</th>
            <th scope="col">{t("alarms.board.ten")}</th>
            <th scope="col">{t("alarms.board.day")}</th>
            <th scope="col">{t("alarms.board.tens")}</th>
            <th scope="col">{t("alarms.board.week")}</th>
            {COUNTS.map((name) => (
              <th key={name} scope="col">
                {t(`alarms.board.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {board.desks.map((desk) => (
            <tr key={desk.id}>
              <th scope="row">
                {say(desk.name)}
                {desk.flood && <span className="alarm-flag alarm-flag-level">{t("alarms.board.flood")}</span>}
              </th>
              <td className={desk.lastTenMinutes > floodCount ? "severity-text-5" : ""}>
                {number(desk.lastTenMinutes)}
              </td>
              <td
                className={
                  desk.lastDay >= mostADay ? "severity-text-5" : desk.lastDay > manageableADay ? "severity-text-4" : ""
                }
              >
                {number(desk.lastDay)}
                {desk.lastDay >= mostADay && <small> {t("alarms.board.reduce")}</small>}
              </td>
              <td>
                <Tens tens={desk.tens} most={most} flood={floodCount} label={say(desk.name)} />
              </td>
              <td className="rate-days">{desk.days.map((count) => number(count)).join(" · ")}</td>
              {COUNTS.map((name) => (
                <td key={name}>{number(desk[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <section aria-label={t("alarms.board.frequent")}>
        <h3>{t("alarms.board.frequent")}</h3>
        {board.frequent.length === 0 && <p className="quiet">{t("alarms.none")}</p>}
        <ol className="rate-frequent">
          {board.frequent.map((each) => (
            <li key={`${each.node} ${each.rule}`}>
              <span>
                {alarmName(each)} · {alarmNode(each)}
              </span>
              <b>{t("alarms.board.times", { count: each.count })}</b>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

/** New alarms of every ten minutes of a day, with the bound of a flood as a line. */
function Tens({ tens, most, flood, label }: { tens: readonly number[]; most: number; flood: number; label: string }) {
  const { t } = useTranslation();
  const worst = Math.max(...tens);
  const height = 26;
  const y = (count: number): number => height - (height * count) / most;
  const bars = (drawn: (count: number) => boolean): string =>
    tens.map((count, i) => (count > 0 && drawn(count) ? `M${i} ${height}V${y(count)}h0.9V${height}z` : "")).join("");
  return (
    <svg
      className="rate-tens"
      viewBox={`0 0 ${tens.length} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t("alarms.board.tensLabel", { name: label, worst: number(worst) })}
    >
      <path d={bars((count) => count <= flood)} />
      <path d={bars((count) => count > flood)} className="is-flood" />
      <line x1={0} x2={tens.length} y1={y(flood)} y2={y(flood)} />
    </svg>
  );
}
