// Words the made-up city is named with. All names are invented; likeness to a real place is chance.

import { hash } from "./random.ts";

export interface Name {
  zh: string;
  en: string;
}

/** Districts of the core with the seed they grow from, m in (u, v). */
export const CORE_DISTRICTS: readonly (Name & { u: number; v: number })[] = [
  { zh: "江岸区", en: "Jiang'an District", u: 300, v: -1500 },
  { zh: "古城区", en: "Gucheng District", u: -1400, v: 1500 },
  { zh: "望江区", en: "Wangjiang District", u: -5600, v: -2600 },
  { zh: "临港区", en: "Lingang District", u: 8800, v: -1900 },
  { zh: "高新区", en: "Gaoxin District", u: 4700, v: -5000 },
  { zh: "云麓区", en: "Yunlu District", u: 2600, v: 4300 },
  { zh: "镜湖区", en: "Jinghu District", u: -7400, v: 3200 },
  { zh: "南浦区", en: "Nanpu District", u: -2600, v: -6400 },
];

const FIRST: readonly Name[] =
  "望 Wang,清 Qing,云 Yun,金 Jin,玉 Yu,永 Yong,安 An,和 He,新 Xin,东 Dong,西 Xi,长 Chang,明 Ming,春 Chun,白 Bai,青 Qing,石 Shi,龙 Long,凤 Feng,兰 Lan,松 Song,柳 Liu,芳 Fang,文 Wen,德 De,泰 Tai,锦 Jin,翠 Cui,枫 Feng,沙 Sha,吉 Ji,汇 Hui,宝 Bao,景 Jing,星 Xing"
    .split(",")
    .map(pair);
const LAST: readonly Name[] =
  "江 jiang,湖 hu,桥 qiao,河 he,林 lin,塘 tang,湾 wan,浦 pu,亭 ting,溪 xi,岭 ling,泉 quan,洲 zhou,渡 du,坊 fang,园 yuan,台 tai,门 men,丰 feng,阳 yang,宁 ning,兴 xing,源 yuan,水 shui,山 shan"
    .split(",")
    .map(pair);

function pair(text: string): Name {
  const [zh, en] = text.trim().split(" ");
  return { zh, en };
}

/** Invented two-character names in a seeded order, never the same twice (875, then numbered). */
export class NamePool {
  private next = 0;
  private readonly order: number[];

  constructor(seed: number) {
    const n = FIRST.length * LAST.length;
    this.order = Array.from({ length: n }, (_, i) => i).sort(
      (a, b) => hash(seed, a, 200) - hash(seed, b, 200) || a - b,
    );
  }

  take(): Name {
    const n = this.next++;
    const at = this.order[n % this.order.length];
    const first = FIRST[at % FIRST.length];
    const last = LAST[Math.floor(at / FIRST.length)];
    const round = Math.floor(n / this.order.length);
    const join = /^[aeo]/.test(last.en) ? "'" : "";
    return {
      zh: first.zh + last.zh + (round ? `${round + 1}` : ""),
      en: first.en + join + last.en + (round ? ` ${round + 1}` : ""),
    };
  }
}

/** Words of the directions and kinds used in the names of facilities. */
export const ORDINALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"] as const;

/** 1 → 一 … 99 → 九十九; larger numbers in digits. */
export function ordinal(n: number): string {
  if (n <= 10) return ORDINALS[n - 1];
  if (n < 20) return `十${ORDINALS[n - 11]}`;
  if (n < 100) return `${ORDINALS[Math.floor(n / 10) - 1]}十${n % 10 ? ORDINALS[(n % 10) - 1] : ""}`;
  return String(n);
}
