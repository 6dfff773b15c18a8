// Which panels React renders, how often, and whether anything came of it: read from React's own commits, so that the app carries no counter.

import type { Page } from "playwright-core";

/** Renders of one panel. */
export interface PanelCount {
  /** Commits in which something of the panel was rendered. */
  renders: number;
  /** Of these, those after which the panel's HTML was the same as before. */
  idle: number;
}

interface Fiber {
  tag: number;
  flags: number;
  child: Fiber | null;
  sibling: Fiber | null;
  alternate: Fiber | null;
  stateNode: unknown;
}

/** Stands in for React's developer tools: told of each commit, it walks what was worked on. Installed before any of the app runs. */
export function installCommitCounter(): void {
  const PERFORMED_WORK = 1;
  const COMPONENTS = new Set([0, 1, 11, 14, 15]);
  const counts: Record<string, { renders: number; idle: number }> = {};
  const before = new Map<string, string>();
  const panelOf = (element: Element): string | null => {
    const label = element.getAttribute("aria-labelledby");
    if (element.matches(".panel") && label) return document.getElementById(label)?.textContent ?? null;
    if (element.matches(".ticker, .title-bar, .theme-bar, .breadcrumb, .map-controls, .desk, .tabs"))
      return element.className.split(" ")[0];
    return null;
  };
  const walk = (
    now: Fiber,
    last: Fiber | null,
    panel: string | null,
    found: Map<string, Element>,
    at: Element | null,
  ): void => {
    let [name, element] = [panel, at];
    if (now.stateNode instanceof Element) {
      const own = panelOf(now.stateNode);
      if (own !== null) [name, element] = [own, now.stateNode];
    }
    if (name !== null && element && COMPONENTS.has(now.tag) && (now.flags & PERFORMED_WORK || !last))
      found.set(name, element);
    if (last && now.child === last.child) return;
    for (let child = now.child; child; child = child.sibling) walk(child, child.alternate, name, found, element);
  };
  const hook = {
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
    onCommitFiberRoot: (_id: number, root: { current: Fiber }) => {
      const found = new Map<string, Element>();
      walk(root.current, root.current.alternate, null, found, null);
      for (const [name, element] of found) {
        counts[name] ??= { renders: 0, idle: 0 };
        counts[name].renders++;
        const html = element.outerHTML;
        if (before.get(name) === html) counts[name].idle++;
        before.set(name, html);
      }
    },
  };
  Object.assign(window, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook, panelCounts: counts });
}

export const panelCounts = (page: Page): Promise<Record<string, PanelCount>> =>
  page.evaluate(() => structuredClone((window as unknown as { panelCounts: Record<string, PanelCount> }).panelCounts));
