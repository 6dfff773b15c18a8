// Tells the pages which cases have changed: numbers and versions only, so that whoever may see a case asks for it.

const GATHER_MS = 150;
/** More in one message are not worth telling one by one: the page asks for its list anew. */
const MOST = 500;

export class Hints {
  private readonly waiting = new Map<number, Map<number, number>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sceneId: string,
    private readonly publish: (topic: string, payload: string, retain: boolean) => boolean,
  ) {}

  /** @param partition of the case's district, 0 for none */
  changed(partition: number, id: number, version: number): void {
    const cases = this.waiting.get(partition) ?? new Map<number, number>();
    cases.set(id, version);
    this.waiting.set(partition, cases);
    this.timer ??= setTimeout(() => this.flush(), GATHER_MS).unref();
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [partition, cases] of this.waiting) {
      const list = [...cases].slice(0, MOST);
      const payload = JSON.stringify({ cases: list, more: cases.size - list.length });
      this.publish(`yiwang/${this.sceneId}/desk/cases/${partition}`, payload, false);
    }
    this.waiting.clear();
  }
}
