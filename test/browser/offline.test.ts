// Nothing leaves the origin: not on load, not on the way down, not from a worker; and the content security policy is never bent.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, startCity } from "./support/city.ts";
import { type AppPage, launch, openApp } from "./support/page.ts";

const WAY = ["339901", "339901001", "339901001001013", "339901-HP-001", "339901-HP-001-F01", "339902-DC-001-load"];

/** Origins asked for; what is made in the page itself (blob, data) goes nowhere. */
const originsOf = (requests: readonly string[]): string[] => [
  ...new Set(requests.filter((url) => !/^(blob|data):/.test(url)).map((url) => new URL(url).host)),
];

describe("nothing leaves the origin", () => {
  let city: City;
  let browser: Browser;
  let app: AppPage;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ mock: true }), launch()]);
    app = await openApp(browser, `${city.url}/wall`);
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
  });

  it("while it loads, lives and is drilled in all rooms", async () => {
    await app.settled();
    await app.until("simulated values", ({ withState }) => withState > 100);
    for (const code of WAY) {
      await app.page.evaluate((wanted) => {
        history.pushState(null, "", `?node=${wanted}`);
        dispatchEvent(new PopStateEvent("popstate"));
      }, code);
      await app.until(`${code} in hand`, ({ node }) => node === code);
      await app.settled();
    }
    for (const room of ["规划研判", "现场处置", "指挥大屏"]) {
      await app.page.getByRole("link", { name: room }).click();
      await app.drawn(1);
    }
    // Far away, Cesium's bundled earth is shown.
    await app.page.goto(`${city.url}/wall?cam=119.58,30.28,900000,0,-90`);
    await app.settled();
    const host = new URL(city.url).host;
    expect(originsOf(app.requests)).toEqual([host]);
    expect(app.requests.some((url) => url.includes("NaturalEarthII"))).toBe(true);
    expect(app.complaints).toEqual([]);
    expect((await app.diagnostics()).problems).toEqual({});
  });

  it("and the watch sees what does: a request elsewhere is recorded, and refused by the policy", async () => {
    await app.page.evaluate(() => fetch("http://elsewhere.invalid/x").catch(() => undefined));
    await expect.poll(() => app.complaints.some((text) => text.includes("elsewhere.invalid"))).toBe(true);
  });
});
