// What a facility measures of itself, by its kind.

/** Points directly on a facility, by its kind: [suffix, point kind, Chinese name, English name]. */
export const OWN: Readonly<Record<string, readonly (readonly [string, string, string, string])[]>> = {
  "pump-station": [["sump", "sump-level", "前池水位", "sump level"]],
  "river-station": [
    ["level", "river-level", "水位", "water level"],
    ["rain", "rain-rate", "雨强", "rain rate"],
    ["turb", "river-turbidity", "浊度", "turbidity"],
    ["do", "river-oxygen", "溶解氧", "dissolved oxygen"],
  ],
  "air-station": [
    ["pm25", "air-pm25", "PM2.5", "PM2.5"],
    ["pm10", "air-pm10", "PM10", "PM10"],
    ["o3", "air-o3", "臭氧", "ozone"],
    ["no2", "air-no2", "二氧化氮", "nitrogen dioxide"],
    ["temp", "air-temp", "气温", "air temperature"],
    ["wd", "wind-direction", "风向", "wind direction"],
    ["ws", "wind-speed", "风速", "wind speed"],
  ],
  enterprise: [
    ["cod", "outfall-cod", "排口COD", "outfall COD"],
    ["dust", "stack-dust", "烟囱颗粒物", "stack dust"],
  ],
  bridge: [
    ["n", "bridge-load", "北跨荷载", "north span load"],
    ["m", "bridge-load", "主跨荷载", "main span load"],
    ["s", "bridge-load", "南跨荷载", "south span load"],
    ["v1", "bridge-vibration", "主跨振动", "main span vibration"],
    ["v2", "bridge-vibration", "桥塔振动", "pylon vibration"],
  ],
  "service-hall": [
    ["queue", "queue-length", "排队人数", "people waiting"],
    ["wait", "queue-wait", "平均等候", "average wait"],
    ["rate", "satisfaction", "好评率", "satisfaction"],
    ["online", "online-share", "网办率", "share handled online"],
  ],
  hospital: [
    ["wait", "queue-wait", "候诊时间", "waiting time"],
    ["bed", "bed-occupancy", "床位使用率", "bed occupancy"],
    ["kw", "energy-power", "用电功率", "power"],
  ],
  school: [["kw", "energy-power", "用电功率", "power"]],
  "metro-station": [["crowd", "crowding", "站内拥挤度", "crowding"]],
  "parking-garage": [["occ", "parking-occupancy", "泊位占用率", "occupancy"]],
  "water-works": [
    ["press", "water-pressure", "出厂压力", "outlet pressure"],
    ["turb", "water-turbidity", "出厂浊度", "outlet turbidity"],
    ["cl", "water-chlorine", "出厂余氯", "outlet chlorine"],
    ["flow", "plant-flow", "供水流量", "supply flow"],
  ],
  "sewage-works": [
    ["flow", "plant-flow", "处理流量", "treated flow"],
    ["nh3", "sewage-ammonia", "出水氨氮", "effluent ammonia"],
  ],
  "booster-station": [["press", "water-pressure", "出口压力", "outlet pressure"]],
  "gas-station": [
    ["press", "gas-pressure", "出口压力", "outlet pressure"],
    ["ch4", "gas-ch4", "站内甲烷", "methane"],
  ],
  "waste-station": [["fill", "bin-fill", "贮坑料位", "pit level"]],
  "data-centre": [
    ["pue", "pue", "电能利用效率", "power usage effectiveness"],
    ["load", "compute-load", "算力使用率", "computing load"],
  ],
  shelter: [["free", "shelter-readiness", "物资齐备率", "supplies ready"]],
  "fire-station": [["ready", "fire-readiness", "可出动车辆率", "engines ready"]],
};
