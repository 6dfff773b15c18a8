// Personal data as those see it who need not see all of it (standards.md §6). Pure: the hub masks before it answers.

const HIDDEN = "*";

/** 138****8000: the first three and last four digits of a phone number; of a shorter one the last two. */
export function maskPhone(phone: string): string {
  const digits = phone.replace(/[^\d+]/g, "");
  if (digits.length >= 11) return `${digits.slice(0, digits.length - 8)}****${digits.slice(-4)}`;
  return digits.length > 4 ? `${HIDDEN.repeat(digits.length - 2)}${digits.slice(-2)}` : HIDDEN.repeat(digits.length);
}

/** 王**: the first character of a name; of a name in letters the first letter. */
export function maskName(name: string): string {
  const [first, ...rest] = [...name.trim()];
  return first === undefined ? "" : first + HIDDEN.repeat(Math.max(1, Math.min(2, rest.length)));
}

/** 3****************X: first and last character of an identity number. */
export function maskId(id: string): string {
  const characters = [...id.trim()];
  if (characters.length <= 2) return HIDDEN.repeat(characters.length);
  return characters[0] + HIDDEN.repeat(characters.length - 2) + characters[characters.length - 1];
}

/** Somebody's home: the middle of the unit grid it is in, degrees. */
export const maskHome = (grid: { lon: number; lat: number }): { lon: number; lat: number } => ({
  lon: grid.lon,
  lat: grid.lat,
});

/** Counts of people below this could tell who they are. */
export const FEWEST = 5;
/** null for a count that is too small to be told; none at all may be told. */
export const maskCount = (count: number): number | null => (count > 0 && count < FEWEST ? null : count);

/** Data grade of who reported a case. */
export const REPORTER_GRADE = 4;
