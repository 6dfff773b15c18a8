// The dialogs of people, log and password, loaded when somebody first opens one.

import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "../panels/Dialog.tsx";
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
  return (
    <Dialog
      title={title}
      className="trend-dialog feeds-dialog session-dialog"
      onClose={() => useSession.setState({ dialog: null })}
    >
      {children}
    </Dialog>
  );
}
