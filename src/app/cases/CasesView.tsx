// All cases a person may see: counts by state, filters, the table, and the way to what each figure counts.

import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFilter } from "../../twin/cases/shapes.ts";
import { number } from "../format.ts";
import { say } from "../i18n/i18n.ts";
import { useDesk } from "../stores/desk.ts";
import { useMay } from "../stores/session.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { exportAddress, type Sort } from "./api.ts";
import { CaseCards, CaseTable } from "./CaseRows.tsx";
import { catalogueNow } from "./catalogue.ts";
import { useCases } from "./useCases.ts";

const SORTS = ["newest", "due", "severity"] as const;
const SWITCHES = ["overdue", "supervised", "mine"] as const;

export function CasesView() {
  const { t } = useTranslation();
  const filter = useDesk((store) => store.filter);
  const narrow = useView((store) => store.room === "field");
  const mayExport = useMay("case.export");
  const [sort, setSort] = useState<Sort>("newest");
  const { list, reason, more } = useCases(filter, sort);
  const change = (more: CaseFilter): void => useDesk.setState({ filter: { ...filter, ...more } });
  const rows = list?.cases ?? [];
  return (
    <div className="cases-view">
      <StateCounts byState={list?.byState ?? {}} filter={filter} change={change} />
      <Filters filter={filter} change={change} sort={sort} setSort={setSort} />
      {reason && <p role="alert">{reason}</p>}
      <div className="desk-scroll">
        {list && rows.length === 0 && <p className="quiet desk-empty">{t("cases.none")}</p>}
        {rows.length > 0 && (narrow ? <CaseCards rows={rows} /> : <CaseTable rows={rows} />)}
        {more && (
          <button type="button" className="ghost desk-more" onClick={more}>
            {t("cases.more")}
          </button>
        )}
      </div>
      {mayExport && (
        <p className="desk-foot">
          {(["csv", "geojson"] as const).map((format) => (
            <a key={format} className="ghost" href={exportAddress(filter, format)} download>
              {t(`cases.export.${format}`)}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}

function StateCounts({
  byState,
  filter,
  change,
}: {
  byState: Readonly<Record<string, number>>;
  filter: CaseFilter;
  change: (more: CaseFilter) => void;
}) {
  const { t } = useTranslation();
  const states = new Map<string, string>();
  for (const flow of catalogueNow().flows.values())
    for (const state of flow.states) if (!state.end && !states.has(state.id)) states.set(state.id, say(state.name));
  const present = [...states].filter(([id]) => (byState[id] ?? 0) > 0 || filter.state === id);
  const total = Object.values(byState).reduce((sum, count) => sum + count, 0);
  return (
    <fieldset className="state-counts" aria-label={t("cases.byState")}>
      <button type="button" aria-pressed={filter.state === undefined} onClick={() => change({ state: undefined })}>
        <b>{number(total)}</b>
        {t(filter.open ? "cases.open" : "cases.all")}
      </button>
      {present.map(([id, name]) => (
        <button
          key={id}
          type="button"
          aria-pressed={filter.state === id}
          onClick={() => change({ state: filter.state === id ? undefined : id })}
        >
          <b>{number(byState[id] ?? 0)}</b>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

function Filters({
  filter,
  change,
  sort,
  setSort,
}: {
  filter: CaseFilter;
  change: (more: CaseFilter) => void;
  sort: Sort;
  setSort: (sort: Sort) => void;
}) {
  const { t } = useTranslation();
  const { owners } = twinNow().built.scene;
  const { nodes } = twinNow();
  const districts = nodes.childrenOf(0).filter((slot) => slot < nodes.placeCount);
  return (
    <div className="desk-filters">
      <input
        type="search"
        aria-label={t("cases.search")}
        placeholder={t("cases.search")}
        value={filter.text ?? ""}
        onChange={(event) => change({ text: event.target.value || undefined })}
      />
      <select
        aria-label={t("cases.column.place")}
        value={filter.place ?? ""}
        onChange={(event) => change({ place: event.target.value || undefined })}
      >
        <option value="">{t("cases.everywhere")}</option>
        {filter.place && !districts.some((slot) => nodes.columns.code[slot] === filter.place) && (
          <option value={filter.place}>{filter.place}</option>
        )}
        {districts.map((slot) => (
          <option key={slot} value={nodes.columns.code[slot]}>
            {nodes.columns.name[slot] || nodes.columns.code[slot]}
          </option>
        ))}
      </select>
      <select
        aria-label={t("cases.column.unit")}
        value={filter.unit ?? ""}
        onChange={(event) => change({ unit: event.target.value || undefined })}
      >
        <option value="">{t("cases.everyUnit")}</option>
        {owners.map(({ id, name }) => (
          <option key={id} value={id}>
            {say(name)}
          </option>
        ))}
      </select>
      <select aria-label={t("cases.sort.label")} value={sort} onChange={(event) => setSort(event.target.value as Sort)}>
        {SORTS.map((name) => (
          <option key={name} value={name}>
            {t(`cases.sort.${name}`)}
          </option>
        ))}
      </select>
      <label>
        <input
          type="checkbox"
          checked={filter.open !== true}
          onChange={(event) => change({ open: event.target.checked ? undefined : true })}
        />
        {t("cases.withEnded")}
      </label>
      {SWITCHES.map((name) => (
        <label key={name}>
          <input
            type="checkbox"
            checked={filter[name] === true}
            onChange={(event) => change({ [name]: event.target.checked || undefined })}
          />
          {t(`cases.only.${name}`)}
        </label>
      ))}
      {filter.measure && (
        <button
          type="button"
          className="ghost"
          onClick={() => change({ measure: undefined, measureFrom: undefined, measureTo: undefined })}
        >
          {t(`assessment.measure.${filter.measure}`)} ✕
        </button>
      )}
    </div>
  );
}
