// docs/bring-your-city.md, word for word: every command of the page in a clean folder, the city it promises on the screen.

import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sharedData } from "../support/need.ts";
import { ROOT } from "../support/process.ts";
import { launch, openApp } from "./support/page.ts";

const BUND = sharedData("buildings/shanghai_lujiazui_bund");
const DISTRICTS = sharedData("boundaries/shanghai_districts.geojson");
const RECORDING = sharedData("timeseries/shanghai_pm25_weather_hourly_2013_2015.csv");

/** Shell blocks of the page, in order. */
const commands = [
  ...readFileSync(join(ROOT, "docs/bring-your-city.md"), "utf8").matchAll(/^```sh\n([\s\S]*?)^```/gm),
].map(([, block]) => block);

/** A folder that looks like a fresh checkout, with nothing built, and a home with the city's files. */
function freshFolder(): { root: string; home: string } {
  const folder = mkdtempSync(join(tmpdir(), "yiwang-page-"));
  const [root, home] = [join(folder, "yiwang"), join(folder, "home")];
  mkdirSync(join(root, "scenes"), { recursive: true });
  mkdirSync(join(home, "bund"), { recursive: true });
  for (const name of readdirSync(ROOT))
    if (!["scenes", "data", ".git"].includes(name)) symlinkSync(join(ROOT, name), join(root, name));
  for (const name of readdirSync(BUND as string)) symlinkSync(join(BUND as string, name), join(home, "bund", name));
  symlinkSync(DISTRICTS as string, join(home, "bund/districts.geojson"));
  symlinkSync(RECORDING as string, join(root, "ShanghaiPM20100101_20151231.csv"));
  return { root, home };
}

describe.skipIf(!BUND || !DISTRICTS || !RECORDING)("the page on bringing a city", () => {
  const { root, home } = BUND ? freshFolder() : { root: "", home: "" };
  const running = new Set<ReturnType<typeof spawn>>();
  afterAll(() => {
    for (const child of running) if (child.pid) process.kill(-child.pid, "SIGTERM");
    rmSync(join(root, ".."), { recursive: true, force: true });
  });

  /** Runs a block in a shell; ports are free ones. @returns what it says so far, and its end */
  function run(block: string, env: NodeJS.ProcessEnv = {}) {
    const child = spawn("bash", ["-ec", block], {
      cwd: root,
      env: { ...process.env, HOME: home, DATA_DIR: join(root, "data"), PORT: "0", MQTT_PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child);
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => (said += bytes));
    const ended = new Promise<number | null>((done) =>
      child.on("close", (code) => {
        running.delete(child);
        done(code);
      }),
    );
    return { said: () => said, ended };
  }

  it("works as it is written", async () => {
    const [inspect, make, see, mend, replay] = commands;
    expect(commands).toHaveLength(5);

    const looked = run(inspect);
    expect(await looked.ended, looked.said()).toBe(0);
    expect(looked.said()).toMatch(/GeoJSON/);
    expect(looked.said()).toMatch(/"buildings"/);

    const made = run(make);
    expect(await made.ended, made.said()).toBe(0);
    expect(made.said()).toMatch(/1455 buildings/);
    expect(existsSync(join(root, "data/scenes/shanghai-bund/built.json"))).toBe(true);

    const mended = run(mend);
    expect(await mended.ended, mended.said()).toBe(0);
    expect(mended.said()).toMatch(/no faults[\s\S]*1455 buildings/);

    const seen = run(see);
    await expect.poll(seen.said, { timeout: 100_000 }).toMatch(/yiwang ready http:\/\/localhost:\d+\//);
    const address = /yiwang ready (http:\/\/localhost:\d+)\//.exec(seen.said())?.[1] as string;
    const broker = /devices at (mqtt:\/\/[^\s,]+)/.exec(seen.said())?.[1] as string;
    const browser = await launch();
    try {
      const app = await openApp(browser, `${address}/wall`);
      const { page } = app;
      const [, password] = /sign in as admin with the password (\S+)/.exec(seen.said()) ?? [];
      await page.getByLabel("用户名").fill("admin");
      await page.getByLabel("密码").fill(password);
      await page.getByRole("button", { name: "登录" }).click();
      await page.getByLabel("当前密码").fill(password, { timeout: 60_000 });
      await page.getByLabel(/^新密码/).fill("a password of my own");
      await page.getByLabel("再输一次新密码").fill("a password of my own");
      await page.getByRole("button", { name: "修改密码" }).click();
      await expect
        .poll(() => page.getByRole("heading", { level: 1 }).innerText(), { timeout: 60_000 })
        .toContain("上海外滩");
      await expect.poll(() => page.getByText("© OpenStreetMap contributors").count()).toBe(1);
      const { problems } = await app.settled();
      expect(problems).toEqual({});

      run(replay, { MQTT_URL: broker });
      await expect
        .poll(() => page.locator(".data-clock").innerText(), { timeout: 60_000 })
        .toMatch(/回放时间[\s\S]*2015/);
      expect(app.complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
