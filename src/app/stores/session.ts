// Who is signed in, and what they may: mirrored for the page's looks alone, the hub decides.

import { create } from "zustand";
import type { Permission } from "../../twin/access/permissions.ts";
import type { SessionInfo } from "../../twin/access/shapes.ts";

interface SessionStore {
  /** asking: not known yet; in: somebody, or a page without a hub; out: the sign-in screen. */
  stage: "asking" | "in" | "out";
  /** null on a page without a hub. */
  info: SessionInfo | null;
  dialog: "people" | "audit" | "password" | null;
}

export const useSession = create<SessionStore>(() => ({ stage: "asking", info: null, dialog: null }));

const allows = (info: SessionInfo | null, permission: Permission): boolean =>
  info?.grants.some(({ permissions }) => permissions.includes(permission)) ?? false;

/** Whether some grant of whoever is signed in has a permission. */
export const mayNow = (permission: Permission): boolean => allows(useSession.getState().info, permission);
/** The same, for components. */
export const useMay = (permission: Permission): boolean => useSession(({ info }) => allows(info, permission));

/** Whether the hub keeps records to be asked for. A hub without a database has only visitors, and nobody they could be instead. */
export const useRecords = (): boolean =>
  useSession(({ info }) => info?.person != null && (info.person.kind !== "visitor" || info.demo !== null));
