// The tables of the audit log: an inbox that commands write into, and the log itself, chained by hashes and never changed.

export const AUDIT_TABLES: readonly string[] = [
  // Written in the same transaction as what it tells of; the sealer moves it into the log.
  `create table audit_inbox (
     id bigint generated always as identity primary key, at bigint not null, person text not null, name text not null,
     stage text not null, action text not null, object text not null, place text collate "C" not null,
     detail text not null)`,
  `create table audit (
     position bigint primary key, at bigint not null, person text not null, name text not null, stage text not null,
     action text not null, object text not null, place text collate "C" not null, detail text not null,
     hash text not null)`,
  "create index on audit (at)",
  "create index on audit (person, at)",
  "create index on audit (object, at)",
  "create index on audit (action, at)",
  `create function audit_is_for_ever() returns trigger language plpgsql as $$
     begin raise exception 'the audit log is never changed'; end $$`,
  "create trigger audit_for_ever before update or delete on audit for each row execute function audit_is_for_ever()",
  "create trigger audit_not_emptied before truncate on audit for each statement execute function audit_is_for_ever()",
];
