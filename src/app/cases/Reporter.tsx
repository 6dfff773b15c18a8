// Who reported a case: masked, until somebody who may reveals it for a purpose.

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import { sendHub, whyNot } from "../api.ts";
import { newKey } from "../desk/ask.ts";
import { noteHint } from "../stores/hints.ts";
import { useMay } from "../stores/session.ts";

export function Reporter({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const mayReveal = useMay("data.reveal");
  const [asking, setAsking] = useState(false);
  const [purpose, setPurpose] = useState("");
  const [reason, setReason] = useState("");
  const key = useRef(newKey());
  if (!file.reporter) return null;
  const reveal = async (): Promise<void> => {
    try {
      await sendHub("POST", "/api/reveals", {
        key: key.current,
        object: `case:${file.number}`,
        field: "reporter",
        purpose,
      });
      setAsking(false);
      noteHint("cases");
    } catch (error) {
      setReason(whyNot(error));
    }
  };
  return (
    <div>
      <dt>{t("cases.fact.reporter")}</dt>
      <dd>
        {file.reporter.name} {file.reporter.phone}
        {file.reporter.masked && mayReveal && !asking && (
          <button type="button" className="link" onClick={() => setAsking(true)}>
            {t("cases.reveal")}
          </button>
        )}
        {asking && (
          <form
            className="reveal"
            onSubmit={(event) => {
              event.preventDefault();
              void reveal();
            }}
          >
            <input
              required
              minLength={4}
              maxLength={300}
              aria-label={t("cases.revealPurpose")}
              placeholder={t("cases.revealPurpose")}
              value={purpose}
              onChange={(event) => setPurpose(event.target.value)}
            />
            <button type="submit" className="ghost">
              {t("cases.reveal")}
            </button>
            {reason && <span role="alert">{reason}</span>}
          </form>
        )}
      </dd>
    </div>
  );
}
