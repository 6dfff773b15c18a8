// Working time of offices in China: the State Council's arrangement of days off by year.

import { workCalendar } from "../../cases/workCalendar.ts";

export const china = workCalendar.parse({
  id: "china",
  standardRef: "five days a week (国务院令第146号) [K]; hours of the day are the house's [D]",
  hours: [
    ["08:30", "12:00"],
    ["13:30", "18:00"],
  ],
  weekend: [6, 7],
  years: [
    {
      year: 2026,
      announced: true,
      standardRef: "国务院办公厅关于2026年部分节假日安排的通知, 2025-11-04 [S]",
      daysOff: [
        ["2026-01-01", "2026-01-03"],
        ["2026-02-15", "2026-02-23"],
        ["2026-04-04", "2026-04-06"],
        ["2026-05-01", "2026-05-05"],
        ["2026-06-19", "2026-06-21"],
        ["2026-09-25", "2026-09-27"],
        ["2026-10-01", "2026-10-07"],
      ],
      workdays: ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"],
    },
    {
      year: 2027,
      announced: false,
      standardRef:
        "statutory days alone (全国年节及纪念日放假办法, 2024 revision) [K]; the arrangement of 2027 is not announced yet: bridging days and make-up workdays are missing",
      daysOff: [
        ["2027-01-01", "2027-01-01"],
        ["2027-02-05", "2027-02-08"],
        ["2027-04-05", "2027-04-05"],
        ["2027-05-01", "2027-05-02"],
        ["2027-06-09", "2027-06-09"],
        ["2027-09-15", "2027-09-15"],
        ["2027-10-01", "2027-10-03"],
      ],
      workdays: [],
    },
  ],
});

export const CALENDARS = [china] as const;
