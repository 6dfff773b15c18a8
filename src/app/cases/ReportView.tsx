// Reporting a case: from an alarm it is filled in already, from the map it knows the place; a call of a citizen brings name and number.

import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseClass } from "../../twin/cases/caseClass.ts";
import { CASE_SOURCES, type CaseReport, type CaseReported } from "../../twin/cases/shapes.ts";
import { whyNot } from "../api.ts";
import { newKey } from "../desk/ask.ts";
import { useReport } from "../desk/reportCase.ts";
import { say } from "../i18n/i18n.ts";
import { fullNameOf, kindOf } from "../names.ts";
import { NearestButton } from "../onsite/NearestButton.tsx";
import { ReportPhotos } from "../onsite/ReportPhotos.tsx";
import { whereAmI } from "../onsite/whereAmI.ts";
import { handReport } from "../outbox/outbox.ts";
import { Search } from "../panels/Search.tsx";
import { closeDesk, openCase } from "../stores/desk.ts";
import { showOutbox } from "../stores/outbox.ts";
import { twinNow } from "../stores/twin.ts";
import { useView } from "../stores/view.ts";
import { reportCase } from "./api.ts";
import { catalogueNow } from "./catalogue.ts";

/** Ways a person may choose; the others come by themselves. */
const WAYS = CASE_SOURCES.filter((source) => source !== "import" && source !== "api" && source !== "rating");
const keyOf = ({ kind, code }: Pick<CaseClass, "kind" | "code">): string => `${kind}:${code}`;

/** Classes that fit a kind of point or facility first. */
function sortedClasses(kind: string | undefined): CaseClass[] {
  const fits = (entry: CaseClass): number => (kind !== undefined && entry.kinds.includes(kind) ? 0 : 1);
  return [...catalogueNow().classes.values()].sort((a, b) => fits(a) - fits(b) || keyOf(a).localeCompare(keyOf(b)));
}

/** From the street a report is kept on the device first, with its photos; null when it waits there. */
async function reportFromField({ key, ...report }: CaseReport, photos: readonly File[]): Promise<CaseReported | null> {
  const place = photos.length > 0 ? await whereAmI() : null;
  const taken = await Promise.all(
    photos.map(async (photo) => ({
      kind: "photo" as const,
      type: photo.type,
      bytes: await photo.arrayBuffer(),
      place,
    })),
  );
  return handReport(key, report, taken);
}

export function ReportView() {
  const { t } = useTranslation();
  const inField = useView((store) => store.room === "field");
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [arrived, setArrived] = useState("");
  const { alarm, node } = useReport();
  const { nodes } = twinNow();
  const slot = node === null ? -1 : nodes.slotOf(node);
  const kind = alarm?.kind ?? (slot >= 0 ? kindOf(slot)?.id : undefined);
  const classes = useMemo(() => sortedClasses(kind), [kind]);
  const [classKey, setClassKey] = useState(() => (classes[0] ? keyOf(classes[0]) : ""));
  const [title, setTitle] = useState(alarm?.title ?? (slot >= 0 ? fullNameOf(slot) : ""));
  const [description, setDescription] = useState("");
  const [source, setSource] = useState<CaseReport["source"]>(alarm ? "alarm" : "map");
  const [reporter, setReporter] = useState({ name: "", phone: "" });
  const [reason, setReason] = useState("");
  const [sending, setSending] = useState(false);
  const key = useRef(newKey());
  const called = source === "hotline" || source === "citizen";
  const submit = async (): Promise<void> => {
    const [classKind, classCode] = classKey.split(":") as [CaseReport["classKind"], string];
    setSending(true);
    setReason("");
    try {
      const given: CaseReport = {
        key: key.current,
        source,
        classKind,
        classCode,
        title: title.trim(),
        description,
        separate: false,
        ...(node ? { node } : {}),
        ...(alarm ? { alarm: alarm.id } : {}),
        ...(called ? { reporter } : {}),
      };
      const reported = await (inField ? reportFromField(given, photos) : reportCase(given));
      // Whoever may report but not look learns its number.
      if (reported && !reported.joined && reported.case === null) setArrived(reported.number);
      else if (reported) openCase(reported.joined?.id ?? reported.id);
      else {
        // It waits: there is no case to look at yet.
        closeDesk();
        showOutbox(true);
      }
    } catch (error) {
      setReason(whyNot(error));
    } finally {
      setSending(false);
    }
  };
  if (arrived)
    return (
      <p className="desk-empty" role="status">
        {t("cases.report.arrived", { number: arrived })}
      </p>
    );
  return (
    <form
      className="report-form desk-scroll"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className="field-input">
        <legend>{t("cases.report.way")}</legend>
        <span className="field-units">
          {WAYS.filter((way) => (way === "alarm") === (alarm !== null)).map((way) => (
            <label key={way}>
              <input type="radio" name="way" checked={source === way} onChange={() => setSource(way)} />
              {t(`cases.source.${way}`)}
            </label>
          ))}
        </span>
      </fieldset>
      <div className="field-input">
        <span>{t("cases.report.where")}</span>
        <p className="report-where">
          <b>{slot >= 0 ? fullNameOf(slot) : t("cases.report.nowhere")}</b>
          {!alarm && inField && (
            <NearestButton onChoose={(near) => useReport.setState({ node: nodes.columns.code[near] ?? null })} />
          )}
          {!alarm && (
            <Search
              label={t("cases.report.findPlace")}
              onChoose={(chosen) => useReport.setState({ node: nodes.columns.code[chosen] ?? null })}
              only={(at) => at < nodes.coreCount}
            />
          )}
        </p>
      </div>
      <label className="field-input">
        <span>
          {t("cases.column.class")}
          <em aria-hidden="true"> *</em>
        </span>
        <select required value={classKey} onChange={(event) => setClassKey(event.target.value)}>
          {classes.map((entry) => (
            <option key={keyOf(entry)} value={keyOf(entry)}>
              {t(`cases.classKind.${entry.kind}`)} {entry.code} {say(entry.name)}
            </option>
          ))}
        </select>
      </label>
      <label className="field-input">
        <span>
          {t("cases.report.title")}
          <em aria-hidden="true"> *</em>
        </span>
        <input required maxLength={200} value={title} onChange={(event) => setTitle(event.target.value)} />
      </label>
      <label className="field-input">
        <span>{t("cases.report.description")}</span>
        <textarea
          rows={4}
          maxLength={4000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      {called && (
        <div className="report-person">
          {(["name", "phone"] as const).map((field) => (
            <label key={field} className="field-input">
              <span>{t(`cases.report.${field}`)}</span>
              <input
                required
                maxLength={field === "name" ? 60 : 30}
                autoComplete="off"
                value={reporter[field]}
                onChange={(event) => setReporter((now) => ({ ...now, [field]: event.target.value }))}
              />
            </label>
          ))}
        </div>
      )}
      {inField && <ReportPhotos photos={photos} change={setPhotos} />}
      {reason && <p role="alert">{reason}</p>}
      <p className="form-buttons">
        <button type="submit" className="primary" disabled={sending || classKey === "" || slot < 0}>
          {t("cases.report.submit")}
        </button>
      </p>
    </form>
  );
}
