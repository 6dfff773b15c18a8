// The dialog of what is connected and what is not: whether it is open, and the setup key while the page lives.

import { create } from "zustand";

export const useFeeds = create<{ open: boolean; key: string }>(() => ({ open: false, key: "" }));
