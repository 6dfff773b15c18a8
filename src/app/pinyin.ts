// How Chinese names sound, for those who type them without an input method: initials and whole syllables. Loaded when the first letter is typed.

/** What a name sounds like, as lines that may be searched: "jabz0123\njianganbengzhan0123"; "" for one without Chinese. */
export type Sounds = (name: string) => string;

const HAN = /\p{Script=Han}+/gu;

let loaded: Promise<Sounds> | undefined;

/** The library knows which of its sounds a character has in a word (重庆 is chong qing). */
export function loadSounds(): Promise<Sounds> {
  loaded ??= import("pinyin-pro").then(({ pinyin }) =>
    soundsBy((run) => pinyin(run, { toneType: "none", type: "array", v: true })),
  );
  return loaded;
}

/** @param syllablesOf syllables of a run of Chinese characters, one each */
export function soundsBy(syllablesOf: (run: string) => readonly string[]): Sounds {
  // A city has thousands of names but few words: 雨水井0343 is 雨水井 again.
  const known = new Map<string, readonly string[]>();
  const of = (run: string): readonly string[] => {
    let syllables = known.get(run);
    if (!syllables) {
      syllables = syllablesOf(run);
      known.set(run, syllables);
    }
    return syllables;
  };
  return (name) => {
    if (name.search(HAN) < 0) return "";
    const initials = name.replace(HAN, (run) =>
      of(run)
        .map((syllable) => syllable[0])
        .join(""),
    );
    const whole = name.replace(HAN, (run) => of(run).join(""));
    return `${initials}\n${whole}`.toLowerCase();
  };
}
