// The tables of the history, and the partitions of its days. A step once released is never changed; a new one is added.

/** Day partitions hold source times [day, day + 1), ms since 1970. */
export const DAY_MS = 86_400_000;
/** Alarm marks are kept from this severity on: Ⅲ. */
export const MARK_FROM = 3;

export const HISTORY_STEPS: readonly (readonly string[])[] = [
  [
    // Nodes by code: slots change from build to build, codes do not.
    "create table node (id serial primary key, code text not null unique)",
    `create table observation (
       node int not null, time bigint not null, ingest bigint not null, value real, severity smallint not null,
       flags smallint not null, primary key (node, time)) partition by range (time)`,
    `create table observation_1m (
       node int not null, bucket bigint not null, n int not null, bad int not null, min real, max real,
       mean double precision, last real, worst smallint not null, primary key (node, bucket))`,
    `create table observation_1h (
       node int not null, bucket bigint not null, n int not null, bad int not null, min real, max real,
       mean double precision, last real, worst smallint not null, primary key (node, bucket))`,
    "create index on observation_1m using brin (bucket)",
    `create table last_value (
       node int primary key, time bigint not null, ingest bigint not null, value real, severity smallint not null,
       flags smallint not null)`,
    // When a point's severity rose to Ⅲ or worse.
    "create table alarm_mark (node int not null, time bigint not null, severity smallint not null, primary key (node, time))",
    "create index on alarm_mark (time)",
    // Minutes that received readings after they had been rolled up.
    "create table late_minute (node int not null, bucket bigint not null, primary key (node, bucket))",
    // Everything before `through` (ms) has been rolled up.
    "create table rolled (level text primary key, through bigint not null)",
  ],
  [
    // Whether there are observations newer than the last values: they are written less often.
    "create table last_value_behind (behind boolean not null)",
    "insert into last_value_behind values (false)",
  ],
];

/** Name of the partition of a day. @param day start of the day, ms since 1970, UTC */
export const partitionName = (day: number): string =>
  `observation_d${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;

/** Statements that make the partition of a day. */
export const partitionStatements = (day: number): { sql: string }[] => {
  const name = partitionName(day);
  return [
    {
      sql: `create table if not exists ${name} partition of observation for values from (${day}) to (${day + DAY_MS})`,
    },
    { sql: `create index if not exists ${name}_time on ${name} using brin (time) with (pages_per_range = 16)` },
  ];
};
