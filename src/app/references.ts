// The scene's existing layers as the page sees them: which are shown, what they are called, and the keys they want.

import { type BuiltReference, tokenOf } from "../twin/scene/references.ts";
import { say } from "./i18n/i18n.ts";
import { twinNow } from "./stores/twin.ts";

/** Whether a reference is shown. @param toggled ids that are not as the scene shows them at first */
export const isShown = ({ spec }: BuiltReference, toggled: readonly string[]): boolean =>
  spec.shown !== toggled.includes(spec.id);

/** The list of toggled ids with one of them the other way round. */
export const toggle = (toggled: readonly string[], id: string): string[] =>
  toggled.includes(id) ? toggled.filter((one) => one !== id) : [...toggled, id];

export const referenceById = (id: string): BuiltReference | undefined =>
  twinNow().built.references.find(({ spec }) => spec.id === id);

/** Name of a reference in the language of the page. */
export const referenceName = (reference: BuiltReference): string => say(reference.spec.name);

/** Keys by reference id, asked of the hub only when a layer wants one; none when the hub has none. */
export async function referenceTokens(references: readonly BuiltReference[]): Promise<Record<string, string>> {
  if (!references.some(({ spec }) => tokenOf(spec))) return {};
  try {
    const response = await fetch("/api/references");
    return response.ok ? ((await response.json()) as { tokens: Record<string, string> }).tokens : {};
  } catch {
    return {};
  }
}
