// The audit log: searched, read page by page, verified, taken home.

import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type AuditEntryInfo, type AuditVerdict, STAGES } from "../../twin/access/auditShapes.ts";
import { askHub } from "../api.ts";
import { number } from "../format.ts";
import { useMay } from "../stores/session.ts";
import { SessionDialog } from "./SessionHost.tsx";

const FIELDS = ["person", "action", "object", "place"] as const;
type Search = Record<(typeof FIELDS)[number] | "stage" | "from" | "to", string>;
const NOTHING: Search = { person: "", action: "", object: "", place: "", stage: "", from: "", to: "" };

/** What is filled in, as the hub takes it. */
function queryOf(search: Search): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value.trim() === "") continue;
    query.set(name, name === "from" || name === "to" ? String(new Date(value).getTime()) : value.trim());
  }
  return query;
}

export default function AuditDialog() {
  const { t } = useTranslation();
  const [search, setSearch] = useState(NOTHING);
  const [asked, setAsked] = useState(NOTHING);
  const { entries, next, reason, more } = useEntries(asked);
  const mayExport = useMay("audit.export");
  const [verdict, setVerdict] = useState("");
  const verify = (): void => {
    setVerdict(t("audit.verifying"));
    askHub<AuditVerdict>("/api/audit/verify").then(
      ({ entries: count, fault }) =>
        setVerdict(
          fault
            ? t("audit.broken", { position: number(fault.position, 0), how: t(`audit.fault.${fault.reason}`) })
            : t("audit.whole", { count }),
        ),
      (error: Error) => setVerdict(error.message),
    );
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked({ ...search });
  };
  const set = (name: keyof Search, value: string): void => setSearch({ ...search, [name]: value });
  return (
    <SessionDialog title={t("audit.title")}>
      <form className="audit-search" onSubmit={submit}>
        {FIELDS.map((name) => (
          <label key={name}>
            {t(`audit.${name}`)}
            <input value={search[name]} onChange={(event) => set(name, event.target.value)} />
          </label>
        ))}
        <label>
          {t("audit.stageLabel")}
          <select value={search.stage} onChange={(event) => set("stage", event.target.value)}>
            <option value="">{t("audit.all")}</option>
            {STAGES.map((stage) => (
              <option key={stage} value={stage}>
                {t(`audit.stage.${stage}`)}
              </option>
            ))}
          </select>
        </label>
        {(["from", "to"] as const).map((name) => (
          <label key={name}>
            {t(`audit.${name}`)}
            <input type="datetime-local" value={search[name]} onChange={(event) => set(name, event.target.value)} />
          </label>
        ))}
        <button type="submit" className="primary">
          {t("audit.search")}
        </button>
        <button type="button" className="ghost" onClick={verify}>
          {t("audit.verify")}
        </button>
        {mayExport && (
          <a className="ghost" href={`/api/audit/export?${queryOf(asked)}`} download="audit.csv">
            {t("audit.export")}
          </a>
        )}
      </form>
      {verdict && <p role="status">{verdict}</p>}
      {reason && <p role="alert">{reason}</p>}
      <div className="audit-table">
        <table>
          <thead>
            <tr>
              {["position", "at", "person", "stageLabel", "action", "object", "detail"].map((name) => (
                <th key={name} scope="col">
                  {t(`audit.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.position}>
                <td>{entry.position}</td>
                <td>{new Date(entry.at).toLocaleString()}</td>
                <td title={entry.person}>{entry.name}</td>
                <td>{t(`audit.stage.${entry.stage}`)}</td>
                <td>{entry.action}</td>
                <td>{entry.object}</td>
                <td>
                  <code>{entry.detail === "{}" ? "" : entry.detail}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {entries.length === 0 && <p className="quiet">{t("audit.none")}</p>}
        {next !== null && (
          <button type="button" className="ghost" onClick={more}>
            {t("audit.more")}
          </button>
        )}
      </div>
    </SessionDialog>
  );
}

function useEntries(search: Search) {
  const [entries, setEntries] = useState<AuditEntryInfo[]>([]);
  const [next, setNext] = useState<number | null>(null);
  const [reason, setReason] = useState("");
  const load = (before: number | null, kept: AuditEntryInfo[]): (() => void) => {
    let given = true;
    const query = queryOf(search);
    if (before !== null) query.set("before", String(before));
    askHub<{ entries: AuditEntryInfo[]; next: number | null }>(`/api/audit?${query}`).then(
      (answer) => {
        if (!given) return;
        setEntries([...kept, ...answer.entries]);
        setNext(answer.next);
        setReason("");
      },
      (error: Error) => given && setReason(error.message),
    );
    return () => {
      given = false;
    };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: loaded anew for every search, and for nothing else
  useEffect(() => load(null, []), [search]);
  return { entries, next, reason, more: () => void load(next, entries) };
}
