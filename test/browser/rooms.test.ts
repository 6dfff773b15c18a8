// The three rooms: one twin, one canvas, two languages; they fit their screens, touch and keyboard; and the shell is there before Cesium.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import en from "../../src/app/i18n/en.json";
import zh from "../../src/app/i18n/zh.json";
import { type City, readBuilt, readNodes, startCity } from "./support/city.ts";
import { type AppPage, launch, openApp, type PageOptions } from "./support/page.ts";

const ROOMS = ["wall", "plan", "field"] as const;
/** Smallest side of what a finger must hit, CSS px (look.md). */
const TOUCH = 48;

const leaves = (words: object, path = ""): [string, string][] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );

describe("rooms", () => {
  let city: City;
  let browser: Browser;
  let app: AppPage | undefined;

  beforeAll(async () => {
    [city, browser] = await Promise.all([startCity({ mock: true }), launch()]);
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    await city?.stop();
  });

  const open = async (path: string, options?: PageOptions): Promise<AppPage> => {
    app = await openApp(browser, `${city.url}${path}`, options);
    await app.until("the city", ({ stage, globe }) => stage === "open" && globe !== null);
    return app;
  };

  /** Elements whose right edge is beyond the window, and whether the page itself can be scrolled sideways. */
  const overflow = (page: Page): Promise<string[]> =>
    page.evaluate(() => {
      const wide: string[] = [];
      if (document.documentElement.scrollWidth > innerWidth) wide.push(`page ${document.documentElement.scrollWidth}`);
      for (const element of document.querySelectorAll("#root *")) {
        const { left, right, width } = element.getBoundingClientRect();
        if (width === 0 || !element.checkVisibility()) continue;
        if (element.closest(".visually-hidden, .ticker ul, .hover-card, svg, .cesium-widget")) continue;
        if (right > innerWidth + 1 || left < -1)
          wide.push(`${element.tagName}.${element.className} ${Math.round(left)}…${Math.round(right)}`);
      }
      return wide;
    });

  /** The globe's chunk never comes: what is measured is the page. */
  const withoutGlobe = async (page: Page): Promise<void> => {
    await page.route(/GlobeView/, () => new Promise(() => undefined));
  };

  it("all three render, on one canvas, without a word of complaint", async () => {
    const { page, until, complaints } = await open("/wall");
    await until("values", ({ withState }) => withState > 0);
    await page.evaluate(() => document.querySelector(".map canvas")?.setAttribute("data-one", ""));
    for (const room of ["plan", "field", "wall", "plan"] as const) {
      await page.getByRole("link", { name: zh.room[room] }).click();
      await until(`room ${room}`, (now) => now.room === room);
      expect(new URL(page.url()).pathname).toBe(`/${room}`);
      await expect
        .poll(() => page.getByRole("link", { name: zh.room[room] }).getAttribute("aria-current"))
        .toBe("page");
      expect(await page.locator(".map canvas").count()).toBe(1);
      expect(await page.locator(".map canvas[data-one]").count()).toBe(1);
    }
    expect((await (app as AppPage).diagnostics()).contextRestores).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("English is complete: the same words, none left in Chinese but names of the city's own", async () => {
    const [chinese, english] = [leaves(zh), leaves(en)];
    expect(english.map(([key]) => key).sort()).toEqual(expect.arrayContaining(chinese.map(([key]) => key).sort()));
    expect(english.filter(([key, text]) => /\p{Script=Han}/u.test(text) && key !== "nav.language")).toEqual([]);
    const { scene } = readBuilt();
    const { name, nameEn } = readNodes().columns;
    // Names without an English form, and what the manifest says in one language only, stay as the city wrote them.
    const sources = [...scene.kinds, ...scene.indicators].map(({ standardRef }) => standardRef ?? "");
    const own = new Set([...name.filter((_, slot) => !nameEn[slot]), ...scene.attribution, ...sources].filter(Boolean));
    for (const room of ROOMS) {
      app = await openApp(browser, `${city.url}/${room}?node=339902-RS-001-level`, { prepare: withoutGlobe });
      const { page, until } = app;
      await until("values", ({ stage, withState }) => stage === "open" && withState > 100);
      await page.getByRole("button", { name: "English" }).click();
      await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("en");
      expect(new URL(page.url()).searchParams.get("lang")).toBe("en");
      for (const code of ["339902-RS-001-level", ""]) {
        await page.evaluate((wanted) => {
          history.pushState(null, "", wanted ? `?lang=en&node=${wanted}` : "?lang=en");
          dispatchEvent(new PopStateEvent("popstate"));
        }, code);
        await until(`${code} in hand`, ({ node }) => node === (code || "339900"));
        const seen = await page.evaluate(() => {
          const texts: string[] = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let at = walker.nextNode(); at; at = walker.nextNode())
            if (at.parentElement?.closest("script, style, noscript") === null) texts.push(at.textContent?.trim() ?? "");
          for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
            for (const attribute of ["aria-label", "title", "placeholder"])
              texts.push(element.getAttribute(attribute) ?? "");
          return texts.filter(Boolean);
        });
        expect(seen.length).toBeGreaterThan(30);
        const left = seen.filter(
          (text) =>
            /\p{Script=Han}/u.test(text) && text !== en.nav.language && ![...own].some((word) => text.includes(word)),
        );
        expect(left, `Chinese left in /${room} at ${code || "the city"}`).toEqual([]);
        const keys = new Set(english.map(([key]) => key));
        expect(seen.filter((text) => keys.has(text))).toEqual([]);
      }
      await app?.close();
    }
  });

  it.each([
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ])("the wall fits %i × %i", async (width, height) => {
    // Without the globe: so large a canvas would only cost time.
    app = await openApp(browser, `${city.url}/wall`, { width, height, prepare: withoutGlobe });
    const { page } = app;
    await app.until("values", ({ withState, stage }) => stage === "open" && withState > 100);
    expect(await page.getByRole("heading", { level: 2 }).count()).toBeGreaterThan(7);
    expect(await overflow(page)).toEqual([]);
    await page.goto(`${city.url}/wall?node=339902-RS-001-level`);
    await app.until("the node", ({ node }) => node === "339902-RS-001-level");
    expect(await overflow(page)).toEqual([]);
    const body = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    expect(body).toBeGreaterThanOrEqual((16 * Math.min(width, 3840)) / 1920 - 3);
  });

  it("the field room fits a tablet, and a finger", async () => {
    app = await openApp(browser, `${city.url}/field`, {
      width: 820,
      height: 1180,
      context: { hasTouch: true },
      prepare: withoutGlobe,
    });
    const { page, until } = app;
    for (const node of ["", "?node=339901-HP-001", "?node=339902-RS-001-level"]) {
      await page.goto(`${city.url}/field${node}`);
      await until("values", ({ stage, withState }) => stage === "open" && withState > 100);
      expect(await overflow(page)).toEqual([]);
      await page.locator(".layer-menu summary").first().click();
      await expect.poll(() => page.getByRole("radio").first().isVisible()).toBe(true);
      expect(await overflow(page), "with the view menu open").toEqual([]);
      const small = await page.evaluate((least) => {
        const found: string[] = [];
        for (const element of document.querySelectorAll(
          "button, a, summary, input:not([type=radio], [type=checkbox])",
        )) {
          const { width, height } = element.getBoundingClientRect();
          if (width === 0 || !element.checkVisibility()) continue;
          if (width < least - 0.5 || height < least - 0.5)
            found.push(
              `${element.tagName} ${element.textContent || element.getAttribute("aria-label")} ${width}×${height}`,
            );
        }
        return found;
      }, TOUCH);
      expect(small, `too small for a finger at ${node || "the city"}`).toEqual([]);
      expect(await page.getByRole("button").count()).toBeGreaterThan(5);
    }
  });

  it("everything in the lists is reached by the Tab key, with a visible focus", async () => {
    const { page, until } = await open("/plan");
    await until("values", ({ withState }) => withState > 100);
    await expect.poll(() => page.locator(".rows button").count()).toBeGreaterThan(2);
    const reached = new Set<string>();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        if (!element || element === document.body) return "body";
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const visible = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
        const place = element.closest("nav, search, section, .map-controls, .map, header");
        return `${place?.className || place?.tagName} ${element.tagName}${visible ? "" : " without visible focus"}`;
      });
      reached.add(at);
      if (at === "body") break;
    }
    const all = [...reached].join("\n");
    expect(all).toContain("room-nav A");
    expect(all).toContain("search INPUT");
    expect(all).toContain("panel panel-grow BUTTON");
    expect(all).toContain("map-controls BUTTON");
    expect(all).toContain("map CANVAS");
    expect([...reached].filter((text) => text.endsWith("without visible focus"))).toEqual([]);
  });

  it("shows the shell before Cesium is asked for, and works without it", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const order: string[] = [];
    app = await openApp(browser, `${city.url}/wall`, {
      prepare: async (page) => {
        page.on("request", (request) => order.push(new URL(request.url()).pathname));
        await page.route(/GlobeView/, async (route) => {
          await held;
          await route.continue();
        });
      },
    });
    const { page } = app;
    await app.until("values without a globe", ({ withState, globe }) => withState > 100 && globe === null);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toContain("临江市");
    expect(await page.getByText(zh.app.loadingGlobe).isVisible()).toBe(true);
    expect(await page.getByRole("region", { name: zh.summary.title }).innerText()).toContain(zh.summary.points);
    const entry = order.findIndex((path) => /\/assets\/index-.*\.js$/.test(path));
    const globe = order.findIndex((path) => path.includes("GlobeView"));
    expect(entry).toBeGreaterThanOrEqual(0);
    expect(globe).toBeGreaterThan(entry);
    expect(order.slice(0, globe === -1 ? undefined : globe).some((path) => path.startsWith("/cesium/"))).toBe(false);
    release();
    await app.settled();
    expect(await page.getByText(zh.app.loadingGlobe).count()).toBe(0);
  });

  it.each([
    ["its file does not come", async (page: Page) => page.route(/GlobeView/, (route) => route.abort())],
    [
      "the device has no WebGL2",
      async (page: Page) =>
        page.addInitScript(() => {
          const { getContext } = HTMLCanvasElement.prototype;
          HTMLCanvasElement.prototype.getContext = function (
            this: HTMLCanvasElement,
            kind: string,
            ...rest: unknown[]
          ) {
            return kind.startsWith("webgl") ? null : getContext.apply(this, [kind, ...rest] as never);
          } as typeof getContext;
        }),
    ],
  ])("goes on without a globe when %s, and says so", async (_why, prepare) => {
    app = await openApp(browser, `${city.url}/plan`, {
      prepare: async (page) => {
        await prepare(page);
      },
    });
    const { page } = app;
    await app.until("values", ({ withState }) => withState > 100);
    await expect.poll(() => page.locator(".map-host").innerText(), { timeout: 30_000 }).toMatch(/三维/);
    await page.getByRole("region", { name: /^下级/ }).getByRole("button").first().click();
    await app.until("a district in hand", ({ node }) => node !== "339900");
    expect(await page.getByRole("navigation", { name: zh.nav.breadcrumb }).getByRole("listitem").count()).toBe(2);
  });

  it("says what to do when the scene cannot be read, and tries again on demand", async () => {
    let broken = true;
    app = await openApp(browser, `${city.url}/wall`, {
      prepare: async (page) => {
        await page.route(/nodes\.bin/, (route) => (broken ? route.fulfill({ status: 500 }) : route.continue()));
      },
    });
    const alert = app.page.getByRole("alert");
    await expect.poll(() => alert.innerText(), { timeout: 30_000 }).toContain("500");
    broken = false;
    await app.page.getByRole("button", { name: zh.app.retry }).click();
    await app.until("the city", ({ stage }) => stage === "open");
  });
});
