// The tables of people, what they may, and their sessions.

export const ACCESS_TABLES: readonly string[] = [];
