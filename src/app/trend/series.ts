// Kept values of points over a span, as the hub's history gives them for a chart.

/** Columns of one point; a null value is a gap. Times in ms since 1970. */
export interface TrendSeries {
  slot: number;
  /** raw readings, or means of a minute or an hour. */
  level: "raw" | "1m" | "1h";
  t: number[];
  v: (number | null)[];
  /** Lowest and highest of each minute or hour. */
  min?: (number | null)[];
  max?: (number | null)[];
}

export interface Trend {
  from: number;
  to: number;
  series: TrendSeries[];
}

/** @param points most values a series @throws Error with the hub's reason */
export async function fetchTrend(
  slots: readonly number[],
  from: number,
  to: number,
  points: number,
  signal?: AbortSignal,
): Promise<Trend> {
  const query = `slots=${slots.join(",")}&from=${Math.floor(from)}&to=${Math.ceil(to)}&points=${points}`;
  const response = await fetch(`/api/history/series?${query}`, { cache: "no-store", ...(signal ? { signal } : {}) });
  const body = (await response.json().catch(() => ({}))) as Trend & { error?: string };
  if (!response.ok) throw new Error(body.error ?? `${response.status} ${response.statusText}`);
  return body;
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
/** A text that a spreadsheet would take for a formula is made plain (OWASP, CSV injection). */
const plain = (text: string): string => quoted(/^[=+\-@\t]/.test(text) ? `'${text}` : text);

/**
 * The series as CSV, one row a time, one column a point; with a byte order mark, so that spreadsheets read UTF-8.
 * @param heads name and unit of each series, in their order
 */
export function csvOf(series: readonly TrendSeries[], heads: readonly string[], timeHead: string): string {
  const times = [...new Set(series.flatMap(({ t }) => t))].sort((a, b) => a - b);
  const columns = series.map(({ t, v }) => new Map(t.map((time, i) => [time, v[i]])));
  const rows = times.map((time) =>
    [new Date(time).toISOString(), ...columns.map((column) => column.get(time) ?? "")].join(","),
  );
  return `\ufeff${[[timeHead, ...heads].map(plain).join(","), ...rows].join("\r\n")}\r\n`;
}
