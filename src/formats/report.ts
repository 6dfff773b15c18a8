// What happened to the sources: counted by case, each case with the features it met. Becomes report.json.

/** One kind of finding about one source, with the features it concerns. */
export interface ReportCase {
  /** Source or layer, such as buildings. */
  source: string;
  /** Short identifier, such as ring-unclosed. */
  reason: string;
  /** What was done, in words. */
  action: string;
  count: number;
  /** Names or ids, at most 20 000 of them. */
  features: string[];
}

export interface ReportJson {
  read: Record<string, number>;
  repaired: ReportCase[];
  skipped: ReportCase[];
  notes: string[];
}

/** Features listed by name for each case, so that a report stays readable; `count` always has them all. */
const LISTED = 20_000;

/** Ways one reason may be told for a source (kinds not drawn, places of far features); what comes after them is told together. */
const WAYS = 100;
const OTHERS = "and others of the kind";

/** Collects findings while sources are read and the scene is built. */
export class SourceReport {
  readonly read: Record<string, number> = {};
  private readonly repairs = new Map<string, ReportCase>();
  private readonly skips = new Map<string, ReportCase>();
  readonly notes: string[] = [];

  /** Adds to the number of things read of a source. */
  countRead(source: string, n = 1): void {
    this.read[source] = (this.read[source] ?? 0) + n;
  }

  /** A feature was used after a repair. */
  repair(source: string, reason: string, action: string, feature: string): void {
    note(this.repairs, source, reason, action, feature);
  }

  /** A feature was left out. */
  skip(source: string, reason: string, action: string, feature: string): void {
    note(this.skips, source, reason, action, feature);
  }

  /** Something to know about a source as a whole. */
  note(text: string): void {
    this.notes.push(text);
  }

  /** How often a reason occurred, over all sources unless one is named. */
  countOf(reason: string, source?: string): number {
    let n = 0;
    for (const map of [this.repairs, this.skips])
      for (const item of map.values())
        if (item.reason === reason && (!source || item.source === source)) n += item.count;
    return n;
  }

  toJSON(): ReportJson {
    return {
      read: this.read,
      repaired: [...this.repairs.values()],
      skipped: [...this.skips.values()],
      notes: this.notes,
    };
  }
}

function note(map: Map<string, ReportCase>, source: string, reason: string, action: string, feature: string): void {
  let item = map.get(keyOf(source, reason, action));
  if (!item) {
    let ways = 0;
    for (const each of map.values()) if (each.source === source && each.reason === reason) ways++;
    const told = ways < WAYS ? action : OTHERS;
    item = map.get(keyOf(source, reason, told)) ?? { source, reason, action: told, count: 0, features: [] };
    map.set(keyOf(source, reason, told), item);
  }
  item.count++;
  if (item.features.length < LISTED) item.features.push(feature);
}

const keyOf = (source: string, reason: string, action: string): string => `${source}\n${reason}\n${action}`;
