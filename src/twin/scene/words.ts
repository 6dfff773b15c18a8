// Words that several parts of the manifest share.

import { z } from "zod";

/** Text in both languages; Chinese is required, English falls back to it. */
export const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1).optional() });
export type Bilingual = z.infer<typeof bilingual>;

export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "lower case letters, digits and dashes, such as drain-level");

/** Networks an asset or a line may belong to. */
export const NETWORKS = ["water", "drainage", "sewage", "gas", "power", "heat", "metro", "road"] as const;
export type Network = (typeof NETWORKS)[number];

/** The seven fields of the 2024 guidance; an indicator or kind belongs to one of them. */
export const FIELDS = [
  "common-base",
  "digital-economy",
  "city-industry",
  "governance",
  "public-service",
  "liveable",
  "resilience",
] as const;
