// What people do in a case, by its buttons: an action with its form, and a photo such as a tablet sends.

import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { expect } from "vitest";

/** Passwords, photos and a software renderer take their time. */
const SLOW = { timeout: 120_000 };

/** Does an action of the open case. @param fill what is written into its form */
export async function act({ page }: { page: Page }, name: string, fill?: () => Promise<void>): Promise<void> {
  const actions = page.getByRole("region", { name: "可办事项" });
  await actions.getByRole("button", { name, exact: true }).click(SLOW);
  await fill?.();
  await actions.getByRole("button", { name: `提交“${name}”` }).click();
  await expect.poll(() => actions.getByRole("button", { name: `提交“${name}”` }).count(), SLOW).toBe(0);
}

/** A small picture, made here. */
export function photo(): Buffer {
  const png = new PNG({ width: 64, height: 48 });
  for (let i = 0; i < png.data.length; i += 4) png.data.set([70 + (i % 90), 90, 110 + (i % 60), 255], i);
  return PNG.sync.write(png);
}
