// Rows of cases: severity, number and title, class and place, state, lead unit, and the clock. A table for eyes and screen readers alike.

import { useTranslation } from "react-i18next";
import type { CaseRow } from "../../twin/cases/shapes.ts";
import { ago, clock } from "../format.ts";
import { SeverityMark } from "../panels/SeverityMark.tsx";
import { useNow } from "../panels/useNow.ts";
import { openCase } from "../stores/desk.ts";
import { ClockChip } from "./ClockChip.tsx";
import { useCaseWords } from "./words.ts";

export function CaseTable({ rows }: { rows: readonly CaseRow[] }) {
  const { t } = useTranslation();
  const words = useCaseWords();
  return (
    <table className="case-table">
      <thead>
        <tr>
          {["severity", "case", "class", "place", "state", "unit", "reported", "clock"].map((column) => (
            <th key={column} scope="col">
              {t(`cases.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className={row.overdue && !row.end ? "is-late" : undefined}>
            <td>
              <SeverityMark severity={row.severity} size={1.4} />
            </td>
            <th scope="row">
              <button type="button" className="case-open" onClick={() => openCase(row.id)}>
                <small>{row.number}</small>
                {row.title}
              </button>
              <Marks row={row} />
            </th>
            <td>{words.className(row.classKind, row.classCode)}</td>
            <td>{words.place(row.node ?? row.place)}</td>
            <td>
              <span className={`state-chip${row.end ? " is-end" : ""}`}>{words.state(row, row.state)}</span>
            </td>
            <td>
              {row.leadUnit ? words.unit(row.leadUnit) : <span className="quiet">{t("cases.noUnit")}</span>}
              {row.coUnits.length > 0 && <small className="quiet"> +{row.coUnits.length}</small>}
            </td>
            <td className="quiet">{clock(row.reportedAt, true)}</td>
            <td>
              <ClockChip row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What else is to be known of a case at a glance. */
export function Marks({ row }: { row: CaseRow }) {
  const { t } = useTranslation();
  const marks = [
    row.mode === "emergency" && "emergency",
    row.supervised && "supervised",
    row.reworks > 0 && "reworked",
    row.returns > 0 && "returned",
    row.extensions > 0 && "extended",
  ].filter((mark): mark is string => typeof mark === "string");
  return marks.map((mark) => (
    <span key={mark} className={`chip chip-${mark}`}>
      {t(`cases.mark.${mark}`)}
    </span>
  ));
}

/** The same for a narrow panel or a tablet. */
export function CaseCards({ rows }: { rows: readonly CaseRow[] }) {
  const words = useCaseWords();
  const now = useNow(5000);
  return (
    <ul className="rows rows-tall case-cards">
      {rows.map((row) => (
        <li key={row.id}>
          <button type="button" onClick={() => openCase(row.id)}>
            <SeverityMark severity={row.severity} size={1.5} />
            <span className="row-name">
              {row.title}
              <small>
                {words.place(row.node ?? row.place)} · {words.className(row.classKind, row.classCode)}
              </small>
            </span>
            <span className="row-figure">
              <span className={`state-chip${row.end ? " is-end" : ""}`}>{words.state(row, row.state)}</span>
              <small>
                <ClockChip row={row} /> {ago(now - row.reportedAt)}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
