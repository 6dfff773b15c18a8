// The dialogs of people, log and password, loaded when somebody first opens one.

import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../stores/session.ts";
import { PasswordForm } from "./PasswordForm.tsx";

const PeopleDialog = lazy(() => import("./PeopleDialog.tsx"));
const AuditDialog = lazy(() => import("./AuditDialog.tsx"));

export function SessionHost() {
  const dialog = useSession((store) => store.dialog);
  if (dialog === null) return null;
  return (
    <Suspense fallback={null}>
      {dialog === "people" ? <PeopleDialog /> : dialog === "audit" ? <AuditDialog /> : <PasswordDialog />}
    </Suspense>
  );
}

function PasswordDialog() {
  const { t } = useTranslation();
  return (
    <SessionDialog title={t("session.changePassword")}>
      <PasswordForm onDone={() => useSession.setState({ dialog: null })} />
    </SessionDialog>
  );
}

/** The frame all of them share. */
export function SessionDialog({ title, children }: { title: string; children: React.ReactNode }) {
  const { t } = useTranslation();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="trend-dialog feeds-dialog session-dialog"
      aria-label={title}
      onClose={() => useSession.setState({ dialog: null })}
    >
      <header>
        <h2>{title}</h2>
        <button type="button" className="primary" onClick={() => dialog.current?.close()}>
          {t("nav.close")}
        </button>
      </header>
      {children}
    </dialog>
  );
}
