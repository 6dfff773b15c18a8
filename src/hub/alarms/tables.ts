// The tables of alarms and everything that was done to them.

export const ALARM_TABLES: readonly string[] = [
  // Codes and paths instead of slots: they outlast a new build of the scene. Booleans are flags that do not exclude each other.
  `create table alarm (
     id bigint generated always as identity primary key, node text not null, rule text not null, kind text not null,
     unit text, grade smallint not null, part smallint not null, place text collate "C" not null, words text not null,
     title text, severity smallint not null, worst smallint not null, active boolean not null,
     acknowledged boolean not null default false, acknowledged_at bigint, acknowledged_by text,
     latched boolean not null, shelved_until bigint, suppressed boolean not null default false,
     out_of_service boolean not null default false, chattering boolean not null default false,
     level smallint not null default 0, occurrences int not null default 1, value double precision,
     flags smallint not null, source_time bigint, raised_at bigint not null, active_at bigint not null,
     pending_at bigint not null, cleared_at bigint, ended_at bigint, group_key text not null,
     group_reason text not null, case_id bigint, version int not null default 1)`,
  // One open alarm for a node and a rule: an index, not a lock.
  "create unique index alarm_open on alarm (node, rule) where ended_at is null",
  "create index on alarm (severity desc, active_at desc, id desc) where ended_at is null",
  "create index on alarm (active_at desc, id desc) where ended_at is null",
  "create index on alarm (place) where ended_at is null",
  "create index on alarm (pending_at) where ended_at is null and active and not acknowledged",
  "create index on alarm (shelved_until) where shelved_until is not null",
  "create index on alarm (group_key)",
  "create index on alarm (raised_at desc, id desc)",
  // Every transition and every deed; never changed.
  `create table alarm_event (
     id bigint generated always as identity primary key, alarm bigint not null references alarm (id), at bigint not null,
     what text not null, person text not null, name text not null, severity smallint not null, value double precision,
     source_time bigint, flags smallint not null, detail text not null)`,
  "create index on alarm_event (alarm, id)",
  "create index on alarm_event (at) where what = 'raise'",
  `create function alarm_event_is_for_ever() returns trigger language plpgsql as $$
     begin raise exception 'what happened to an alarm is never changed'; end $$`,
  `create trigger alarm_event_for_ever before update or delete on alarm_event
     for each row execute function alarm_event_is_for_ever()`,
  // New alarms by ten minutes, district and unit ('' for none), for the rate board.
  `create table alarm_rate (
     bucket bigint not null, place text collate "C" not null, unit text not null, count int not null,
     primary key (bucket, place, unit))`,
  // The last batch of transitions each run of a hub has written: one that is sent again is known.
  "create table alarm_batch (writer text primary key, seq bigint not null)",
];

/** What was raised at an asset, ended or not: its dossier. */
export const ALARM_PLACE_INDEX: readonly string[] = ["create index alarm_place on alarm (place, id)"];
