// The tables of people and their sign-ins.

export const ACCESS_TABLES: readonly string[] = [
  `create table person (
     id text primary key, login text not null unique, name text not null, password text, subject text unique,
     enabled boolean not null, must_change boolean not null, version int not null, last_key text not null,
     created_at bigint not null)`,
  `create table grant_of_person (
     id bigint generated always as identity primary key, person text not null references person (id),
     role text not null, place text collate "C" not null, unit text, clearance int not null)`,
  "create index on grant_of_person (person)",
  // A person of a demonstration has a session and no row in person, so there is no foreign key.
  `create table session (
     id text primary key, person text not null, created_at bigint not null, expires_at bigint not null,
     address text not null, agent text not null, revoked_at bigint)`,
  "create index on session (person)",
  "create index on session (expires_at)",
  // Every refresh token ever given in a session, as a hash: one that is spent and comes again was stolen.
  `create table session_token (
     hash text primary key, session text not null references session (id) on delete cascade, spent_at bigint)`,
  "create index on session_token (session)",
  `create table reveal (
     key text primary key, person text not null, object text not null, field text not null, purpose text not null,
     at bigint not null, expires_at bigint not null)`,
  "create index on reveal (person, object, field)",
];
