// What a case is about to be reported of: an alarm, or a node on the map; null when no form is open.

import { create } from "zustand";
import { openDesk } from "../stores/desk.ts";

/** What of an alarm goes into a report. */
export interface ReportedAlarm {
  id: number;
  /** Code of the point. */
  node: string;
  /** Id of the point's kind. */
  kind: string;
  severity: number;
  /** A line that says it: name, value and unit. */
  title: string;
}

interface ReportStore {
  alarm: ReportedAlarm | null;
  /** Code of the node it is about, without an alarm. */
  node: string | null;
}

export const useReport = create<ReportStore>(() => ({ alarm: null, node: null }));

export function reportFromAlarm(alarm: ReportedAlarm): void {
  useReport.setState({ alarm, node: alarm.node });
  openDesk("report");
}

/** @param node code of what is in hand; null for a position to be chosen */
export function reportFromMap(node: string | null): void {
  useReport.setState({ alarm: null, node });
  openDesk("report");
}
