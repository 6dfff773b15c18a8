// A row of buttons of which one is chosen: small sets that are seen whole.

import type { ReactNode } from "react";

interface Props<T> {
  label: string;
  of: readonly T[];
  chosen: T | null;
  choose(one: NoInfer<T>): void;
  words(one: NoInfer<T>): ReactNode;
  disabled?: boolean;
}

export function Choices<T extends string | number>({ label, of, chosen, choose, words, disabled = false }: Props<T>) {
  return (
    <fieldset className="choices" aria-label={label}>
      {of.map((one) => (
        <button
          key={one}
          type="button"
          className="ghost"
          aria-pressed={chosen === one}
          disabled={disabled}
          onClick={() => choose(one)}
        >
          {words(one)}
        </button>
      ))}
    </fieldset>
  );
}
