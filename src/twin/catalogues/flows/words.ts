// Words and fields that several flows share.

import type { FlowField } from "../../cases/flow.ts";

type Field = Omit<FlowField, "required"> & { required?: boolean };

export const reason: Field = { id: "reason", name: { zh: "理由", en: "Reason" }, type: "text", required: true };
export const note: Field = { id: "note", name: { zh: "备注", en: "Note" }, type: "text" };
export const photos: Field = { id: "photos", name: { zh: "照片", en: "Photos" }, type: "photos" };
export const unit: Field = { id: "unit", name: { zh: "主责单位", en: "Lead unit" }, type: "unit", required: true };
export const units: Field = { id: "units", name: { zh: "协同单位", en: "Co-handling units" }, type: "units" };
export const result: Field = { id: "result", name: { zh: "处置结果", en: "Result" }, type: "text", required: true };
export const reading: Field = { id: "reading", name: { zh: "现场读数", en: "Reading on the spot" }, type: "reading" };
export const rating: Field = { id: "rating", name: { zh: "满意度", en: "Rating" }, type: "rating", required: true };
export const otherCase: Field = {
  id: "case",
  name: { zh: "并入案卷", en: "Join to case" },
  type: "case",
  required: true,
};
export const uphold: Field = {
  id: "uphold",
  name: { zh: "退回成立", en: "The return stands" },
  type: "yesNo",
  required: true,
};
export const by: Field = { id: "by", name: { zh: "延长", en: "Longer by" }, type: "duration", required: true };

const LEVELS = [
  { id: "1", name: { zh: "Ⅰ级", en: "Ⅰ" } },
  { id: "2", name: { zh: "Ⅱ级", en: "Ⅱ" } },
  { id: "3", name: { zh: "Ⅲ级", en: "Ⅲ" } },
  { id: "4", name: { zh: "Ⅳ级", en: "Ⅳ" } },
];
export const eventGrade: Field = {
  id: "event-grade",
  name: { zh: "事件级别", en: "Event grade" },
  type: "choice",
  choices: LEVELS,
};
export const responseLevel: Field = {
  id: "response-level",
  name: { zh: "响应级别", en: "Response level" },
  type: "choice",
  choices: LEVELS,
};
