import { describe, expect, it } from "vitest";
import { maskCount, maskHome, maskId, maskName, maskPhone } from "../../../../src/twin/access/masking.ts";

describe("masking", () => {
  it("leaves of a phone what tells two apart", () => {
    expect(maskPhone("13812348000")).toBe("138****8000");
    expect(maskPhone("+86 138-1234-8000")).toBe("+86138****8000");
    expect(maskPhone("83012345")).toBe("******45");
    expect(maskPhone("110")).toBe("***");
    expect(maskPhone("")).toBe("");
  });
  it("leaves of a name its first character", () => {
    expect(maskName("王岚")).toBe("王*");
    expect(maskName("欧阳建国")).toBe("欧**");
    expect(maskName("𠮷田")).toBe("𠮷*");
    expect(maskName("王")).toBe("王*");
    expect(maskName(" ")).toBe("");
  });
  it("leaves of an identity number its ends", () => {
    expect(maskId("33990019900101123X")).toBe("3****************X");
    expect(maskId("12")).toBe("**");
  });
  it("puts a home into the middle of its grid, and tells no small counts", () => {
    expect(maskHome({ lon: 1, lat: 2 })).toEqual({ lon: 1, lat: 2 });
    expect([0, 1, 4, 5, 100].map(maskCount)).toEqual([0, null, null, 5, 100]);
  });
});
