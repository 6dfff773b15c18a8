// Personal data as it is shown to whoever may not see it (standards.md §6): the first character of a name, a phone's ends.

/** 张三丰 → 张** */
export const maskName = (name: string): string => {
  const [first = "", ...rest] = [...name.trim()];
  return first + "*".repeat(Math.min(rest.length, 2));
};

/** 13812348000 → 138****8000; a short number keeps its last two digits. */
export const maskPhone = (phone: string): string =>
  phone.length >= 8 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone === "" ? "" : `****${phone.slice(-2)}`;

/** Data grade of who reported a case. */
export const REPORTER_GRADE = 4;
