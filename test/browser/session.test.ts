// Who one is: a visitor who only looks, roles one click away on the hub's own machine, a real sign-in everywhere else, people and the log.

import { rmSync } from "node:fs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type City, ownData, startCity } from "./support/city.ts";
import { launchFlat, openApp } from "./support/page.ts";

/** Passwords are slow on purpose, and the renderer is software. */
const SLOW = { timeout: 90_000 };
const ADMIN_PASSWORD = "the first of all passwords";

let browser: Browser;
const folders: string[] = [];
const kept = (): string => {
  const data = ownData();
  folders.push(data);
  return data;
};
beforeAll(async () => {
  browser = await launchFlat();
});
afterAll(async () => {
  await browser?.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("a demonstration on this machine", () => {
  let city: City;
  beforeAll(async () => {
    city = await startCity({ history: true, data: kept() });
  });
  afterAll(() => city?.stop());

  it("opens for a visitor, who becomes another with one click and stays there", async () => {
    const app = await openApp(browser, `${city.url}/plan?node=339902`);
    const { page } = app;
    await page.getByRole("button", { name: "当前用户：访客" }).click();
    const menu = page.getByRole("region", { name: "当前用户" });
    expect(await menu.innerText()).toContain("观察员");
    expect(await menu.getByRole("button", { name: "人员与权限" }).count()).toBe(0);
    await menu.getByRole("button", { name: "管理员 赵宁" }).click();
    await page.getByRole("button", { name: "当前用户：管理员 赵宁" }).click({ timeout: 60_000 });
    expect(new URL(page.url()).searchParams.get("node")).toBe("339902");
    await page.getByRole("button", { name: "人员与权限" }).click();
    const people = page.getByRole("dialog", { name: "人员与权限" });
    await expect.poll(() => people.innerText(), SLOW).toContain("admin");
    await page.keyboard.press("Escape");
    await app.until("live frames", ({ link }) => link === "live");
    expect(app.complaints).toEqual([]);
    await app.close();
  });
});

describe("a hub on the network", () => {
  let city: City;
  beforeAll(async () => {
    const words = ["--host", "0.0.0.0"];
    city = await startCity({ history: true, data: kept(), words, env: { ADMIN_PASSWORD } });
  });
  afterAll(() => city?.stop());

  it("asks who is there, and opens at the address that was asked for; signed out elsewhere, it asks again", async () => {
    const app = await openApp(browser, `${city.url}/plan?node=339902&lang=zh`);
    const { page } = app;
    await page.getByLabel("用户名").fill("admin");
    await page.getByLabel("密码").fill("not the password");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.getByRole("alert").innerText(), SLOW).toBe("用户名或密码不正确");
    expect(app.requests.some((url) => url.includes("nodes.bin"))).toBe(false);
    await page.getByLabel("密码").fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("button", { name: "当前用户：管理员" }).click({ timeout: 60_000 });
    expect(new URL(page.url()).searchParams.get("node")).toBe("339902");
    await app.until("live frames", ({ link }) => link === "live");

    // Another name when the test is tried again.
    const login = `shenji${Date.now()}`;
    // Adds an auditor, whose name is text whatever it is.
    await page.getByRole("button", { name: "人员与权限" }).click();
    const dialog = page.getByRole("dialog", { name: "人员与权限" });
    await dialog.getByRole("button", { name: "添加人员" }).click();
    const form = dialog.getByRole("form", { name: "添加人员" });
    await form.getByLabel("姓名").fill("<img src=x onerror=alert(1)>");
    await form.getByLabel("用户名").fill(login);
    await form.getByLabel(/初始密码/).fill("the auditor's first one");
    await form.getByRole("button", { name: "添加授权" }).click();
    await form.getByLabel("角色").selectOption("auditor");
    await form.getByRole("button", { name: "保存" }).click();
    const list = dialog.getByRole("list", { name: "人员与权限" });
    await expect.poll(() => list.innerText(), SLOW).toContain("<img src=x onerror=alert(1)>");
    expect(await list.innerText()).toContain("审计员");
    expect(await dialog.locator("img").count()).toBe(0);
    await page.keyboard.press("Escape");

    // The same person signs out in another tab.
    await page.evaluate(() => fetch("/api/session", { method: "DELETE" }));
    await page.getByLabel("用户名").waitFor({ timeout: 60_000 });
    expect(new URL(page.url()).searchParams.get("node")).toBe("339902");

    // The auditor changes the first password, reads the log and has it verified.
    await page.getByLabel("用户名").fill(login);
    await page.getByLabel("密码").fill("the auditor's first one");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByText("首次登录须先修改密码").waitFor();
    await page.getByLabel("当前密码").fill("the auditor's first one");
    await page.getByLabel(/^新密码/).fill("another one of mine");
    await page.getByLabel("再输一次新密码").fill("another one of mine");
    await page.getByRole("button", { name: "修改密码" }).click();
    await page.getByRole("button", { name: /^当前用户：/ }).click({ timeout: 60_000 });
    await page.getByRole("button", { name: "审计日志" }).click();
    const log = page.getByRole("dialog", { name: "审计日志" });
    await expect.poll(() => log.getByRole("table").innerText(), SLOW).toContain("people.add");
    await log.getByLabel("操作").fill("session.failed");
    await log.getByRole("button", { name: "查询" }).click();
    await expect.poll(() => log.getByRole("row").count(), SLOW).toBeGreaterThanOrEqual(2);
    await expect.poll(() => log.getByRole("table").innerText(), SLOW).not.toContain("people.add");
    await log.getByRole("button", { name: "校验完整性" }).click();
    await expect.poll(() => log.getByRole("status").innerText(), SLOW).toMatch(/^完整：\d+ 条/);
    expect(app.complaints.filter((text) => !/\b401\b|WebSocket/.test(text))).toEqual([]);
    await app.close();
  });
});
