// Cases as the hub has them.

import type {
  Assessment,
  CaseCommand,
  CaseFile,
  CaseFilter,
  CaseList,
  CaseMap,
  CasePhoto,
  CaseReport,
  CaseRow,
  OpsMode,
} from "../../twin/cases/shapes.ts";
import { ask, queryOf, send } from "../desk/ask.ts";

export type Sort = "newest" | "due" | "severity";

export const fetchCases = (filter: CaseFilter, sort: Sort, after?: string, limit = 50): Promise<CaseList> =>
  ask(`/api/cases${queryOf({ ...filter, sort, after, limit })}`);
export const fetchCaseMap = (filter: CaseFilter): Promise<CaseMap> => ask(`/api/cases/map${queryOf(filter)}`);
export const fetchCase = (id: number): Promise<CaseFile> => ask(`/api/cases/${id}`);
/** The case made, or the open one it joined. */
export const reportCase = (report: CaseReport): Promise<{ case: CaseRow; joined: boolean }> =>
  send("/api/cases", report);
export const actOnCase = (id: number, command: CaseCommand): Promise<CaseFile> =>
  send(`/api/cases/${id}/actions`, command);
export const sendMessage = (id: number, key: string, text: string): Promise<CaseFile> =>
  send(`/api/cases/${id}/messages`, { key, text });

/** @param place where it was taken, if the device knows */
export const sendPhoto = (
  id: number,
  key: string,
  photo: Blob,
  place: { lon: number; lat: number } | null,
): Promise<CasePhoto> =>
  ask(`/api/cases/${id}/photos${queryOf({ key, lon: place?.lon, lat: place?.lat })}`, {
    method: "POST",
    headers: { "content-type": photo.type || "application/octet-stream" },
    body: photo,
  });
export const photoAddress = (id: number, photo: string): string =>
  `/api/cases/${id}/photos/${encodeURIComponent(photo)}`;
export const exportAddress = (filter: CaseFilter, format: "csv" | "geojson"): string =>
  `/api/cases/export.${format}${queryOf(filter)}`;

export const fetchAssessment = (
  by: "place" | "unit" | "class",
  from: number,
  to: number,
  place?: string,
): Promise<Assessment> => ask(`/api/assessment${queryOf({ by, from, to, place })}`);
export const fetchOpsMode = (): Promise<OpsMode> => ask("/api/ops-mode");
