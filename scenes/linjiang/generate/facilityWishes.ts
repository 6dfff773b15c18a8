// Which facilities the city wishes for: how many, on what ground, and what they are called.

import type { Fabric } from "./fabric.ts";

export interface Wish {
  kind: string;
  mark: string;
  zh: string;
  en: string;
  /** How many in the default city of 60 000 buildings; others in proportion, at least one. */
  count: number;
  fabrics: readonly Fabric[];
  /** Ground that will do in a city too small to have any of the first. */
  elsewhere?: readonly Fabric[];
  /** Reserves the whole cell for its buildings. */
  lot: boolean;
  radius: number;
  numbered?: boolean;
}

const LIVING: readonly Fabric[] = ["slab", "tower", "mixed"];
export const WISHES: readonly Wish[] = [
  {
    kind: "hospital",
    mark: "HP",
    zh: "人民医院",
    en: "People's Hospital",
    count: 14,
    fabrics: LIVING,
    lot: true,
    radius: 80,
    numbered: true,
  },
  {
    kind: "service-hall",
    mark: "SV",
    zh: "政务服务中心",
    en: "Service Hall",
    count: 16,
    fabrics: ["mixed", "office", "tower"],
    lot: true,
    radius: 60,
  },
  {
    kind: "data-centre",
    mark: "DC",
    zh: "算力中心",
    en: "Computing Centre",
    count: 5,
    fabrics: ["industrial", "office"],
    lot: true,
    radius: 70,
  },
  {
    kind: "fire-station",
    mark: "FS",
    zh: "消防救援站",
    en: "Fire Station",
    count: 20,
    fabrics: [...LIVING, "industrial"],
    lot: true,
    radius: 50,
  },
  {
    kind: "substation",
    mark: "SS",
    zh: "220kV变电站",
    en: "220 kV Substation",
    count: 24,
    fabrics: [...LIVING, "industrial", "park"],
    lot: true,
    radius: 60,
  },
  {
    kind: "water-works",
    mark: "WW",
    zh: "自来水厂",
    en: "Water Works",
    count: 3,
    fabrics: ["slab", "tower", "industrial", "villa"],
    lot: true,
    radius: 90,
  },
  {
    kind: "sewage-works",
    mark: "SW",
    zh: "污水处理厂",
    en: "Sewage Works",
    count: 3,
    fabrics: ["industrial", "urbanvillage", "slab"],
    lot: true,
    radius: 90,
  },
  {
    kind: "waste-station",
    mark: "WT",
    zh: "垃圾转运站",
    en: "Waste Transfer Station",
    count: 9,
    fabrics: ["industrial", "urbanvillage", "slab"],
    lot: true,
    radius: 45,
  },
  {
    kind: "shelter",
    mark: "SH",
    zh: "体育场应急避难场所",
    en: "Stadium Shelter",
    count: 12,
    fabrics: [...LIVING, "campus"],
    lot: true,
    radius: 90,
  },
  {
    kind: "gas-station",
    mark: "GS",
    zh: "燃气调压站",
    en: "Gas Regulator Station",
    count: 10,
    fabrics: ["park"],
    lot: false,
    radius: 15,
  },
  {
    kind: "booster-station",
    mark: "BS",
    zh: "加压泵站",
    en: "Booster Station",
    count: 9,
    fabrics: ["park"],
    lot: false,
    radius: 18,
  },
  {
    kind: "air-station",
    mark: "AS",
    zh: "空气质量监测站",
    en: "Air Station",
    count: 24,
    fabrics: ["park", "campus", "slab", "industrial"],
    lot: false,
    radius: 6,
  },
  {
    kind: "parking-garage",
    mark: "PG",
    zh: "公共停车场",
    en: "Car Park",
    count: 12,
    fabrics: ["mixed", "office", "cbd"],
    lot: false,
    radius: 25,
  },
];
/** Taken after the others, so that theirs stay where they were. */
export const ENTERPRISE: Wish = {
  kind: "enterprise",
  mark: "EP",
  zh: "制造有限公司",
  en: "Manufacturing",
  count: 18,
  fabrics: ["industrial"],
  elsewhere: [...LIVING, "office"],
  lot: true,
  radius: 80,
};
export const SCHOOL: Wish = {
  kind: "school",
  mark: "SC",
  zh: "学校",
  en: "School",
  count: 0,
  fabrics: LIVING,
  lot: true,
  radius: 70,
};
/** Facilities of the default city. */
export const FACILITIES = 300;
