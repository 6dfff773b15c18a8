// Components and matters after GB/T 30428.2-2013. Majors' names [S], codes of majors and minors from general knowledge [K], not
// checked against the official text. Limits: ponding, exposed rubbish, dirty road, rubble and green areas are published local
// examples [S], all others the house's defaults [D]; a scene gives its own.

import type { CaseClass } from "../../cases/caseClass.ts";
import type { Duration } from "../../cases/flow.ts";
import type { Bilingual } from "../../scene/words.ts";

/** Majors by kind and two digits. */
export const MAJORS: Readonly<Record<"component" | "matter", Readonly<Record<string, Bilingual>>>> = {
  component: {
    "01": { zh: "公用设施", en: "Utilities" },
    "02": { zh: "交通设施", en: "Traffic" },
    "03": { zh: "市容环境", en: "Cleanliness" },
    "04": { zh: "园林绿化", en: "Greenery" },
    "05": { zh: "其他", en: "Other" },
  },
  matter: {
    "01": { zh: "市容环境", en: "Cleanliness" },
    "02": { zh: "宣传广告", en: "Advertising" },
    "03": { zh: "施工管理", en: "Building sites" },
    "04": { zh: "街面秩序", en: "Street order" },
    "05": { zh: "突发事件", en: "Emergencies" },
    "06": { zh: "其他", en: "Other" },
  },
};

type Line = [code: string, zh: string, en: string, amount: number, unit: Duration["in"], more?: Partial<CaseClass>];

const COMPONENTS: readonly Line[] = [
  ["0101", "上水井盖", "Water manhole cover", 4, "workHours"],
  ["0102", "污水井盖", "Sewage manhole cover", 4, "workHours"],
  ["0103", "雨水井盖", "Storm drain cover", 4, "workHours"],
  ["0104", "雨水箅子", "Storm drain grate", 4, "workHours"],
  ["0105", "电力井盖", "Power manhole cover", 4, "workHours"],
  ["0106", "路灯井盖", "Lamp manhole cover", 4, "workHours"],
  ["0107", "通信井盖", "Telecom manhole cover", 4, "workHours"],
  ["0111", "燃气井盖", "Gas manhole cover", 4, "workHours"],
  ["0118", "路灯", "Street lamp", 1, "workDays"],
  ["0120", "公共电话亭或电气箱", "Utility cabinet", 2, "workDays"],
  ["0201", "停车设施", "Parking facility", 2, "workDays"],
  ["0203", "公交站亭", "Bus shelter", 2, "workDays"],
  ["0207", "交通标志牌", "Traffic sign", 1, "workDays"],
  ["0208", "交通信号灯", "Traffic light", 4, "workHours", { severity: 3 }],
  ["0215", "道路护栏", "Road barrier", 1, "workDays"],
  ["0301", "公共厕所", "Public toilet", 1, "workDays"],
  ["0303", "垃圾转运站", "Waste transfer station", 1, "workDays"],
  ["0306", "垃圾箱", "Litter bin", 4, "workHours"],
  ["0401", "古树名木", "Heritage tree", 1, "workDays"],
  ["0402", "行道树", "Street tree", 2, "workDays"],
  ["0404", "绿地", "Green area", 5, "workDays"],
  ["0501", "电梯", "Lift", 2, "urgentHours", { severity: 3 }],
  ["0599", "其他部件", "Other component", 2, "workDays"],
];

const PUBLISHED = "GB/T 30428.2-2013 [K]; limit a published local example [S]";

const MATTERS: readonly Line[] = [
  ["0101", "私搭乱建", "Illegal building", 5, "workDays"],
  ["0102", "暴露垃圾", "Exposed rubbish", 4, "workHours", { standardRef: PUBLISHED }],
  ["0103", "积存渣土", "Heap of rubble", 2, "workDays", { standardRef: PUBLISHED }],
  ["0104", "道路不洁", "Dirty road", 2, "workHours", { standardRef: PUBLISHED }],
  ["0105", "水域不洁", "Dirty water", 1, "workDays"],
  ["0106", "绿地脏乱", "Untidy green area", 5, "workDays", { standardRef: PUBLISHED }],
  ["0110", "空气质量超标", "Air quality exceedance", 4, "workHours", { flow: "exceedance", severity: 3 }],
  ["0111", "水质超标", "Water quality exceedance", 1, "workDays", { flow: "exceedance", severity: 3 }],
  ["0201", "违章张贴", "Illegal posters", 4, "workHours"],
  ["0202", "违规户外广告", "Illegal hoarding", 5, "workDays"],
  ["0301", "施工扰民", "Noise of building works", 4, "workHours"],
  ["0302", "工地扬尘", "Dust of building works", 4, "workHours"],
  ["0303", "道路遗撒", "Spill on the road", 2, "workHours"],
  ["0401", "无照经营游商", "Unlicensed hawking", 2, "workHours"],
  ["0404", "店外经营", "Trading outside the shop", 4, "workHours"],
  ["0405", "机动车乱停放", "Wrongly parked car", 2, "workHours"],
  ["0406", "非机动车乱停放", "Wrongly parked bicycle", 4, "workHours"],
  ["0501", "路面塌陷", "Road collapse", 4, "urgentHours", { severity: 4 }],
  ["0502", "供水管道破裂", "Burst water main", 4, "urgentHours", { severity: 4 }],
  ["0503", "燃气泄漏", "Gas leak", 1, "urgentHours", { flow: "emergency", severity: 5 }],
  ["0504", "下水道堵塞或破损", "Blocked or broken sewer", 4, "workHours"],
  ["0506", "积水", "Ponding", 4, "workHours", { severity: 3, standardRef: PUBLISHED }],
  ["0507", "内涝", "Urban flooding", 4, "urgentHours", { flow: "emergency", severity: 4 }],
  ["0508", "停电", "Power cut", 4, "urgentHours", { severity: 3 }],
  ["0509", "桥梁异常", "Bridge anomaly", 2, "urgentHours", { severity: 4 }],
  ["0510", "电梯困人", "People stuck in a lift", 1, "urgentHours", { severity: 4 }],
  ["0511", "人群拥挤", "Crowding", 1, "urgentHours", { severity: 3 }],
  ["0601", "政务服务差评", "Bad rating of a service", 3, "workDays", { flow: "service-rating" }],
  ["0602", "施工占道", "Works on the road", 2, "workDays"],
  ["0699", "其他事项", "Other matter", 2, "workDays"],
];

const classesOf = (kind: CaseClass["kind"], lines: readonly Line[]): CaseClass[] =>
  lines.map(([code, zh, en, amount, unit, more]) => ({
    kind,
    code,
    name: { zh, en },
    lead: null,
    co: [],
    limits: { normal: { amount, in: unit } },
    flow: "everyday",
    severity: 2,
    grade: 1,
    kinds: [],
    standardRef: "GB/T 30428.2-2013 [K]; limit [D]",
    ...more,
  }));

export const GBT_30428_2013: readonly CaseClass[] = [
  ...classesOf("component", COMPONENTS),
  ...classesOf("matter", MATTERS),
];
