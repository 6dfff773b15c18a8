// What of the person signed in waits on this device, as the outbox last read it.

import { create } from "zustand";
import type { CaseFile } from "../../twin/cases/shapes.ts";
import type { OutboxItem } from "../outbox/item.ts";

interface OutboxStore {
  items: readonly OutboxItem[];
  /** Why this device keeps nothing, in words; empty while it does. */
  fault: string;
  sending: boolean;
  /** The case as the hub's last answer to a deed had it. */
  answered: CaseFile | null;
  /** Whether the list is open. */
  open: boolean;
}

export const useOutbox = create<OutboxStore>(() => ({
  items: [],
  fault: "",
  sending: false,
  answered: null,
  open: false,
}));

export const showOutbox = (open: boolean): void => useOutbox.setState({ open });
