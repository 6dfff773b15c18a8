// Files opened on this page: where to drop them, what came of each, and their switches among the layers.

import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MOST_DROPPED } from "../files/dropped.ts";
import { flyToFile, openDropped, openFiles, readAgain, removeFile, showFile } from "../files/openFiles.ts";
import { type OpenedFile, useFiles } from "../stores/files.ts";

const SYSTEMS = ["gcj02", "bd09", "EPSG:4326", "EPSG:4490", "EPSG:4547", "EPSG:4548", "EPSG:4549", "EPSG:3857"];
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

/** The button that opens files, and a switch for each. */
export function FileToggles() {
  const { t } = useTranslation();
  const { files } = useFiles();
  const input = useRef<HTMLInputElement>(null);
  return (
    <fieldset>
      <legend>{t("files.label")}</legend>
      {files
        .filter(({ state }) => state === "shown")
        .map(({ id, name, visible }) => (
          <label key={id}>
            <input type="checkbox" checked={visible} onChange={() => showFile(id, !visible)} />
            <span className="file-name">{name}</span>
          </label>
        ))}
      <button type="button" className="ghost" onClick={() => input.current?.click()}>
        {t("files.open")}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t("files.open")}
        onChange={({ currentTarget }) => {
          openFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </fieldset>
  );
}

/** The whole page is the place to drop files. */
export function FileDrop() {
  const { t } = useTranslation();
  if (!useDrop()) return null;
  return (
    <div className="file-drop" role="status">
      <strong>{t("files.drop")}</strong>
      <p>{t("files.dropHint")}</p>
    </div>
  );
}

/** What came of each file that was opened. */
export function FileCards() {
  const { t } = useTranslation();
  const { files, cards, more } = useFiles();
  if (!cards || files.length === 0) return null;
  return (
    <section className="file-cards" aria-label={t("files.cards")}>
      <header>
        <h2>{t("files.cards")}</h2>
        <button type="button" className="ghost" onClick={() => useFiles.setState({ cards: false })}>
          {t("files.hide")}
        </button>
      </header>
      {more && <p role="alert">{t("files.more", { most: MOST_DROPPED })}</p>}
      <ul>
        {files.map((file) => (
          <FileCard key={file.id} file={file} />
        ))}
      </ul>
    </section>
  );
}

function FileCard({ file }: { file: OpenedFile }) {
  const { t } = useTranslation();
  const { id, name, state, size, bytes, features, facts, packets, fault } = file;
  return (
    <li className={`file-card is-${state}`} aria-label={name}>
      <header>
        <h3>{name}</h3>
        <small>{t("files.temporary")}</small>
      </header>
      {state === "reading" && (
        <>
          <progress max={Math.max(1, size)} value={bytes} aria-label={name} />
          <p>{t("files.reading", { done: megabytes(bytes), size: megabytes(size), features })}</p>
        </>
      )}
      {fault && (
        <p role="alert">
          <b>{t("files.failed")}</b> {fault.reason}
          {fault.mend && ` → ${fault.mend}`}
        </p>
      )}
      {packets !== undefined && <p>{t("files.czml", { count: packets })}</p>}
      {facts && <Facts facts={facts} />}
      {state !== "reading" && packets === undefined && <ReadAgain file={file} />}
      <footer>
        {file.extent && (
          <button type="button" className="ghost" onClick={() => flyToFile(id)}>
            {t("files.locate")}
          </button>
        )}
        <button type="button" className="ghost" onClick={() => removeFile(id)}>
          {t(state === "reading" ? "files.cancel" : "files.remove")}
        </button>
      </footer>
    </li>
  );
}

function Facts({ facts }: { facts: NonNullable<OpenedFile["facts"]> }) {
  const { t } = useTranslation();
  const { format, solids, fromStoreys, notDrawn, repaired, skipped, notes } = facts;
  const total = (list: typeof repaired): number => list.reduce((sum, { count }) => sum + count, 0);
  const sources = [
    ["files.repaired", repaired],
    ["files.skipped", skipped],
  ] as const;
  return (
    <>
      <p role="status">
        {format} · {t("files.summary", { ...facts })}
        {solids > 0 && ` · ${t("files.solids", { count: solids })}`}
        {fromStoreys > 0 && ` · ${t("files.fromStoreys", { count: fromStoreys })}`}
        {notDrawn > 0 && ` · ${t("files.notDrawn", { count: notDrawn })}`}
      </p>
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {sources.map(([words, list]) =>
        list.length === 0 ? null : (
          <details key={words}>
            <summary>{t(words, { count: total(list) })}</summary>
            <ul>
              {list.map(({ reason, action, count, features: names }) => (
                <li key={`${reason} ${action}`}>
                  {reason} × {count} — {action} <small>{names.slice(0, 3).join(", ")}</small>
                </li>
              ))}
            </ul>
          </details>
        ),
      )}
    </>
  );
}

/** Says what the file does not: its coordinate system. */
function ReadAgain({ file: { id, options, facts } }: { file: OpenedFile }) {
  const { t } = useTranslation();
  const used = facts && t("files.crs", { name: facts.crs, from: t(`files.from.${facts.crsFrom}`) });
  const [crs, setCrs] = useState(options.crs ?? "");
  return (
    <details>
      <summary>{used ?? t("files.crsInput")}</summary>
      <form
        className="file-crs"
        onSubmit={(event) => {
          event.preventDefault();
          readAgain(id, { ...options, crs: crs.trim() || undefined });
        }}
      >
        <label>
          {t("files.crsInput")}
          <input value={crs} list="file-systems" size={12} onChange={({ target }) => setCrs(target.value)} />
        </label>
        <datalist id="file-systems">
          {SYSTEMS.map((system) => (
            <option key={system} value={system} />
          ))}
        </datalist>
        <button type="submit" className="ghost">
          {t("files.reread")}
        </button>
      </form>
    </details>
  );
}

/** Whether files are held over the page; what is dropped is opened. Text and links are left to the browser. */
function useDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const files = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    const hold = (event: DragEvent): void => {
      if (!files(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!files(event)) return;
      event.preventDefault();
      if (event.dataTransfer) void openDropped(event.dataTransfer);
    };
    addEventListener("dragover", hold);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", hold);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
