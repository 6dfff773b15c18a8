import { describe, expect, it } from "vitest";
import { isOwnPage } from "../../../src/hub/http.ts";

const page = (headers: Record<string, string>): boolean => isOwnPage({ headers });

describe("isOwnPage", () => {
  it("takes pages of this hub, whatever its name and port", () => {
    expect(page({ origin: "http://localhost:8080", host: "localhost:8080" })).toBe(true);
    expect(page({ origin: "https://city.example", host: "city.example" })).toBe(true);
  });
  it("takes clients that are no browsers", () => {
    expect(page({ host: "localhost:8080" })).toBe(true);
  });
  it("takes the public name a proxy hands on", () => {
    expect(page({ origin: "https://city.example", host: "10.0.0.7:8080", "x-forwarded-host": "city.example" })).toBe(
      true,
    );
  });
  it("refuses pages of others, other ports, and what is no address", () => {
    expect(page({ origin: "https://evil.example", host: "localhost:8080" })).toBe(false);
    expect(page({ origin: "http://localhost:9999", host: "localhost:8080" })).toBe(false);
    expect(page({ origin: "null", host: "localhost:8080" })).toBe(false);
  });
});
