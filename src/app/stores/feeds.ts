// The dialog of what is connected and what is not: whether it is open.

import { create } from "zustand";

export const useFeeds = create<{ open: boolean }>(() => ({ open: false }));
