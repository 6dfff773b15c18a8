// Who is signed in and what they may do somewhere; the page leaves out what they may not, the hub refuses it all the same.

import { create } from "zustand";
import type { Permission } from "../../twin/access/permissions.ts";

interface SessionStore {
  person: { id: string; name: string } | null;
  permissions: ReadonlySet<Permission>;
  may(permission: Permission): boolean;
}

export const useSession = create<SessionStore>((_set, get) => ({
  person: null,
  permissions: new Set(),
  may: (permission) => get().permissions.has(permission),
}));

/** Asks the hub who this is; nobody where it does not say. */
export async function loadSession(): Promise<void> {
  try {
    const response = await fetch("/api/session", { cache: "no-store" });
    if (!response.ok) return;
    const { person, permissions } = (await response.json()) as {
      person?: { id: string; name: string } | null;
      permissions?: Permission[];
    };
    useSession.setState({ person: person ?? null, permissions: new Set(permissions ?? []) });
  } catch {
    // A host that only serves files has no session.
  }
}
