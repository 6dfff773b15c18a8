// What the parts of bench rooms share: what they are given, and how a page is led through the app.

import type { Browser, Page } from "playwright-core";

/** What every part is given. */
export interface Rooms {
  browser: Browser;
  /** http://localhost:PORT of a hub without readings of its own. */
  url: string;
  /** Where readings are published. */
  broker: string;
  sceneDir: string;
}

/** Runs a function in the page before any of the app. Functions within it have lost their names' helper on the way. */
export async function beforeApp(page: Page, act: () => void): Promise<void> {
  await page.addInitScript({ content: `{ const __name = (one) => one; (${act})(); }` });
}

/** As with a graphics card: flights are flights and water moves, though what draws is software. */
export function hideRenderer(): void {
  const { getExtension } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.getExtension = function (this: WebGL2RenderingContext, name: string) {
    return name === "WEBGL_debug_renderer_info" ? null : getExtension.call(this, name as never);
  } as typeof getExtension;
}

/** Within the app, as Back and Forward do it. */
export const goTo = (page: Page, address: string): Promise<void> =>
  page.evaluate((to) => {
    history.pushState(null, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
  }, address);

export const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
