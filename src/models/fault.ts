// Why a model refuses what it is given: a word for programs (the page has it as plan.fault.CODE) and what the words need.

export type PlanFaultCode =
  | "too-few-corners"
  | "crosses-itself"
  | "no-area"
  | "not-numbers"
  | "no-path"
  | "bad-distance"
  | "bad-minutes"
  | "bad-storeys"
  | "no-roads"
  | "no-buildings"
  | "far-from-road"
  | "no-such-line"
  | "no-terrain"
  | "no-run"
  | "no-pipes"
  | "no-sun"
  | "same-place"
  | "too-far";

export class PlanFault extends Error {
  constructor(
    readonly code: PlanFaultCode,
    readonly params: Readonly<Record<string, string | number>> = {},
  ) {
    super(`${code} ${JSON.stringify(params)}`);
  }
}
