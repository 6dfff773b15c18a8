// Words and pictures of a case: what its people tell each other, and what they saw.

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { whyNot } from "../api.ts";
import { newKey } from "../desk/ask.ts";
import { clock } from "../format.ts";
import { whereAmI } from "../onsite/whereAmI.ts";
import { hand } from "../outbox/outbox.ts";
import { useView } from "../stores/view.ts";
import { photoAddress, sendMessage, sendPhoto } from "./api.ts";

export function Messages({ file, onFile }: { file: CaseFile; onFile(file: CaseFile): void }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [reason, setReason] = useState("");
  const key = useRef(newKey());
  const said = file.events.filter(({ action }) => action === "message");
  const submit = async (): Promise<void> => {
    try {
      const inField = useView.getState().room === "field";
      const newer = await (inField
        ? hand<CaseFile>(file, key.current, { kind: "message", text })
        : sendMessage(file.id, key.current, text));
      // Without an answer it waits in the outbox.
      if (newer) onFile(newer);
      key.current = newKey();
      setText("");
      setReason("");
    } catch (error) {
      setReason(whyNot(error));
    }
  };
  return (
    <section className="case-messages" aria-label={t("cases.messages")}>
      <h3>
        {t("cases.messages")} <small>{said.length}</small>
      </h3>
      <ul>
        {said.map((event) => (
          <li key={event.seq}>
            <small className="quiet">
              {event.name} · {clock(event.at, true)}
            </small>
            <p>{String(event.fields.text ?? "")}</p>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim() !== "") void submit();
        }}
      >
        <input
          aria-label={t("cases.message")}
          placeholder={t("cases.message")}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="ghost">
          {t("cases.send")}
        </button>
      </form>
      {reason && <p role="alert">{reason}</p>}
    </section>
  );
}

/** A photo tried again is the same photo: its key stays with it. */
const keys = new WeakMap<File, string>();
function keyOf(photo: File): string {
  const key = keys.get(photo) ?? newKey();
  keys.set(photo, key);
  return key;
}

export function Photos({ file, again }: { file: CaseFile; again(): void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState("");
  const [sending, setSending] = useState(false);
  /** Neither sent nor kept: they stay here until they are. */
  const [left, setLeft] = useState<readonly File[]>([]);
  const take = async (photos: readonly File[]): Promise<void> => {
    let done = 0;
    setSending(true);
    setReason("");
    setLeft([]);
    try {
      const place = photos.length > 0 ? await whereAmI() : null;
      const inField = useView.getState().room === "field";
      for (const photo of photos) {
        if (inField)
          await hand(file, keyOf(photo), { kind: "photo", type: photo.type, bytes: await photo.arrayBuffer(), place });
        else await sendPhoto(file.id, keyOf(photo), photo, place);
        done++;
      }
    } catch (error) {
      setReason(whyNot(error));
      setLeft(photos.slice(done));
    } finally {
      setSending(false);
      again();
    }
  };
  return (
    <section className="case-photos" aria-label={t("cases.photos")}>
      <h3>
        {t("cases.photos")} <small>{file.photos.length}</small>
      </h3>
      <ul>
        {file.photos.map((photo) => (
          <li key={photo.id}>
            <a href={photoAddress(file.id, photo.id)} target="_blank" rel="noreferrer">
              <img
                src={photoAddress(file.id, photo.id)}
                alt={t("cases.photoBy", { name: photo.name, time: clock(photo.at, true) })}
                loading="lazy"
              />
            </a>
            <small className="quiet">
              {photo.name} · {clock(photo.at, true)}
            </small>
          </li>
        ))}
      </ul>
      <label className={`ghost photo-take${sending ? " is-sending" : ""}`}>
        {t(sending ? "cases.sending" : "cases.takePhoto")}
        <input
          type="file"
          data-take-photo=""
          accept="image/jpeg,image/png,image/webp"
          capture="environment"
          multiple
          disabled={sending}
          onChange={(event) => {
            // A copy: the list is emptied with the field.
            void take([...(event.target.files ?? [])]);
            event.target.value = "";
          }}
        />
      </label>
      {reason && <p role="alert">{reason}</p>}
      {left.length > 0 && (
        <p className="form-buttons">
          <span>{t("outbox.photoKept", { count: left.length })}</span>
          <button type="button" className="ghost" disabled={sending} onClick={() => void take(left)}>
            {t("outbox.again")}
          </button>
        </p>
      )}
    </section>
  );
}
