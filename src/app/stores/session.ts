// Who is signed in and what they may, for mirroring in the page; the hub asks by itself at every deed.

import { create } from "zustand";

interface SessionStore {
  person: { id: string; name: string } | null;
  permissions: ReadonlySet<string>;
}

export const useSession = create<SessionStore>(() => ({ person: null, permissions: new Set() }));

export const may = (permission: string): boolean => useSession.getState().permissions.has(permission);

export const useMay = (permission: string): boolean => useSession((store) => store.permissions.has(permission));
