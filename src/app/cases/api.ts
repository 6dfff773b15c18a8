// Cases as the hub has them.

import type { z } from "zod";
import type {
  Assessment,
  CaseCommand,
  CaseFile,
  CaseFilter,
  CaseList,
  CaseMap,
  CasePhoto,
  CaseReported,
  caseReport,
  OpsMode,
  RatingFigures,
} from "../../twin/cases/shapes.ts";
import { askHub, sendHub } from "../api.ts";
import { queryOf } from "../desk/ask.ts";

export type Sort = "newest" | "due" | "severity";

export const fetchCases = (filter: CaseFilter, sort: Sort, after?: string, limit = 50): Promise<CaseList> =>
  askHub(`/api/cases${queryOf({ ...filter, sort, after, limit })}`);
export const fetchCaseMap = (filter: CaseFilter): Promise<CaseMap> => askHub(`/api/cases/map${queryOf(filter)}`);
export const fetchCase = (id: number): Promise<CaseFile> => askHub(`/api/cases/${id}`);
/** The same for a device that keeps it for later: nobody is noted as its reader. */
export const carryCase = (id: number): Promise<CaseFile> => askHub(`/api/cases/${id}?carried=1`);
/** The case made, and the open one it joined. */
export const reportCase = (report: z.input<typeof caseReport>): Promise<CaseReported> =>
  sendHub("POST", "/api/cases", report);
export const actOnCase = (id: number, command: CaseCommand): Promise<CaseFile> =>
  sendHub("POST", `/api/cases/${id}/actions`, command);
export const sendMessage = (id: number, key: string, text: string): Promise<CaseFile> =>
  sendHub("POST", `/api/cases/${id}/messages`, { key, text });

/** @param place where it was taken, if the device knows */
export const sendPhoto = (
  id: number,
  key: string,
  photo: Blob,
  place: { lon: number; lat: number } | null,
): Promise<CasePhoto> =>
  askHub(`/api/cases/${id}/photos${queryOf({ key, lon: place?.lon, lat: place?.lat })}`, {
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
): Promise<Assessment> => askHub(`/api/assessment${queryOf({ by, from, to, place })}`);
export const fetchRatings = (from: number, to: number, place?: string): Promise<RatingFigures> =>
  askHub(`/api/ratings${queryOf({ from, to, place })}`);
export const fetchOpsMode = (): Promise<OpsMode> => askHub("/api/ops-mode");
