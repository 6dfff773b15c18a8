// The rates of the assessment (综合评价) out of counted cases, each with its formula in words. Formulas: standards.md §2.

import type { Bilingual } from "../scene/words.ts";
import { type AssessmentIndicator, type AssessmentRow, INDICATORS, MEASURES, type Measure } from "./shapes.ts";

export type Counts = Record<Measure, number>;

interface Formula {
  name: Bilingual;
  /** In words, for the screen. */
  formula: Bilingual;
  above: Measure;
  below: Measure;
  /** 1 − above / below. */
  complement?: true;
  goodWhen: "high" | "low";
  standardRef: string;
}

const PUBLISHED = "published figures of one period: 972 due, 911 closed, 737 on time [S]";

export const FORMULAS: Readonly<Record<AssessmentIndicator, Formula>> = {
  registrationRate: {
    name: { zh: "立案率", en: "Registration rate" },
    formula: { zh: "立案率 = 立案数 ÷ 上报数", en: "registered ÷ reported" },
    above: "registered",
    below: "reported",
    goodWhen: "high",
    standardRef: "[K]",
  },
  closureRate: {
    name: { zh: "结案率", en: "Closure rate" },
    formula: { zh: "结案率 = 结案数 ÷ 应结案数", en: "closed ÷ due" },
    above: "closed",
    below: "due",
    goodWhen: "high",
    standardRef: PUBLISHED,
  },
  onTimeClosureRate: {
    name: { zh: "按期结案率", en: "On-time closure rate" },
    formula: { zh: "按期结案率 = 按期结案数 ÷ 应结案数", en: "closed on time ÷ due" },
    above: "closedOnTime",
    below: "due",
    goodWhen: "high",
    standardRef: PUBLISHED,
  },
  reworkRate: {
    name: { zh: "返工率", en: "Rework rate" },
    formula: { zh: "返工率 = 返工案卷数 ÷ 已处置数", en: "reworked ÷ handled" },
    above: "reworked",
    below: "handled",
    goodWhen: "low",
    standardRef: "[K]",
  },
  overdueRate: {
    name: { zh: "超期率", en: "Overdue rate" },
    formula: { zh: "超期率 = 超期数 ÷ 应结案数", en: "overdue ÷ due" },
    above: "overdue",
    below: "due",
    goodWhen: "low",
    standardRef: "[K]",
  },
  dispatchAccuracy: {
    name: { zh: "派遣准确率", en: "Dispatch accuracy" },
    formula: { zh: "派遣准确率 = 1 − 退回案卷数 ÷ 派遣数", en: "1 − returned ÷ dispatched" },
    above: "returned",
    below: "dispatched",
    complement: true,
    goodWhen: "high",
    standardRef: "[K]",
  },
  solvedRate: {
    name: { zh: "问题解决度", en: "Solved" },
    formula: {
      zh: "问题解决度 = 结案后30天内未重新立案数 ÷ 结案数",
      en: "closed and not reopened in 30 days ÷ closed",
    },
    above: "solved",
    below: "ended",
    goodWhen: "high",
    standardRef: "[D]",
  },
  satisfaction: {
    name: { zh: "用户满意度", en: "Satisfaction" },
    formula: { zh: "用户满意度 = 4星及以上评价数 ÷ 评价数", en: "rated 4 stars or more ÷ rated" },
    above: "satisfied",
    below: "rated",
    goodWhen: "high",
    standardRef: "[D]",
  },
};

export const noCounts = (): Counts => Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Counts;

/** A rate 0…1; null where nothing is counted below the line. */
export function rateOf(counts: Counts, indicator: AssessmentIndicator): number | null {
  const { above, below, complement } = FORMULAS[indicator];
  if (counts[below] === 0) return null;
  const share = counts[above] / counts[below];
  return complement ? 1 - share : share;
}

export const assessmentRowOf = (key: string, counts: Counts): AssessmentRow => ({
  key,
  counts,
  rates: Object.fromEntries(
    INDICATORS.map((indicator) => [indicator, rateOf(counts, indicator)]),
  ) as AssessmentRow["rates"],
});
