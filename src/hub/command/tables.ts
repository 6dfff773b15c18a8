// The table of commands that have been done: what each key stands for, and what was answered.

export const COMMAND_TABLES: readonly string[] = [
  // What was asked with a key, and what came of it: asked again it is answered and not done.
  `create table command_key (
     person text not null, key text not null, at bigint not null, digest text not null, result text not null,
     primary key (person, key))`,
];
