// axe-core in the page: what a screen reader or weak eyes would stumble over, by rule.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export interface Findings {
  /** Serious and critical ones of WCAG A and AA, a line each: rule, impact, element, what is wrong. */
  grave: string[];
  /** Everything else axe says: minor ones and its advice. */
  advice: string[];
}

/** Puts axe into a page before it is opened: the page's own policy lets no script of others in later. */
export async function withAxe(page: Page): Promise<void> {
  await page.addInitScript({ content: SOURCE });
}

/** What axe finds in what is on screen. */
export async function findings(page: Page): Promise<Findings> {
  const options: RunOptions = {
    runOnly: { type: "tag", values: [...STANDARD, "best-practice"] },
    resultTypes: ["violations"],
  };
  const { violations } = await page.evaluate(
    (given) => (window as unknown as { axe: { run(o: unknown): Promise<AxeResults> } }).axe.run(given),
    options,
  );
  const found: Findings = { grave: [], advice: [] };
  for (const { id, impact, tags, nodes } of violations) {
    const isGrave = (impact === "serious" || impact === "critical") && tags.some((tag) => STANDARD.includes(tag));
    for (const { target, failureSummary, html } of nodes)
      (isGrave ? found.grave : found.advice).push(
        `${id} (${impact}) ${target.join(" ")}: ${(failureSummary ?? "").split("\n").slice(1).join(" ").trim()} ${html.slice(0, 120)}`,
      );
  }
  return found;
}
