// Search over names, how they sound, and codes: every word must occur; whole names first, then beginnings, outer levels before inner ones.

import type { NodeTable } from "../twin/nodeTable.ts";
import { nameOf } from "./names.ts";
import type { Sounds } from "./pinyin.ts";

/** @param only which slots may be found @param sounds how names sound, once that is known @returns slots of core nodes, best first, at most `limit` */
export function searchNodes(
  nodes: NodeTable,
  text: string,
  limit = 30,
  only: (slot: number) => boolean = () => true,
  sounds: Sounds = () => "",
): number[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const latin = words.some((word) => /[a-z]/.test(word));
  const { code, name, nameEn, level } = nodes.columns;
  const found: { slot: number; score: number }[] = [];
  for (let slot = 0; slot < nodes.coreCount; slot++) {
    // What one may not see has lost its code.
    if (code[slot] === "" || !only(slot)) continue;
    const own = name[slot] || nameEn[slot] ? `${name[slot]}\n${nameEn[slot]}` : nameOf(slot);
    const sound = latin ? sounds(own) : "";
    const haystack = `${own}\n${code[slot]}\n${sound}`.toLowerCase();
    if (!words.every((word) => haystack.includes(word))) continue;
    const first = words[0];
    const lower = own.toLowerCase();
    const whole = lower.split("\n").includes(text.trim().toLowerCase()) || code[slot].toLowerCase() === first;
    const starts =
      lower.startsWith(first) ||
      sound.startsWith(first) ||
      sound.includes(`\n${first}`) ||
      lower.includes(`\n${first}`) ||
      code[slot].toLowerCase().startsWith(first);
    found.push({ slot, score: (whole ? 0 : starts ? 100 : 200) + level[slot] });
  }
  return found
    .sort((a, b) => a.score - b.score || a.slot - b.slot)
    .slice(0, limit)
    .map(({ slot }) => slot);
}
