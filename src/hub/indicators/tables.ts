// The table of what indicators were: the city every minute, its districts every ten.

export const INDICATOR_TABLES: readonly string[] = [
  `create table indicator_value (
     place text collate "C" not null, indicator text collate "C" not null, time bigint not null,
     value double precision not null, n int not null, primary key (place, indicator, time))`,
  "create index on indicator_value (time)",
];
