// A case to be reported: whether the form is open, and the alarm it comes from.

import { create } from "zustand";
import type { AlarmRow } from "../../twin/alarms/shapes.ts";

interface ReportStore {
  open: boolean;
  alarm: AlarmRow | null;
}

export const useReportCase = create<ReportStore>(() => ({ open: false, alarm: null }));

export const reportFromAlarm = (alarm: AlarmRow): void => useReportCase.setState({ open: true, alarm });
