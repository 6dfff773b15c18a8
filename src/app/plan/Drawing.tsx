// Corners of what is drawn in numbers, and its end: for whoever draws without a pointer.

import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Corners } from "./Corners.tsx";
import { addCorner, finish } from "./picture.ts";
import { usePlan } from "./store.ts";
import { shapeOf, type ToolId, toolOf } from "./tools.ts";

/** @param children what is chosen before drawing */
export function Drawing({ of, children }: { of: ToolId; children?: ReactNode }) {
  const { t } = useTranslation();
  const { tool: id, draft } = usePlan();
  const tool = toolOf(id);
  if (!tool || id !== of) return null;
  const { least, most } = shapeOf(tool);
  return (
    <div className="plan-drawing">
      {children}
      <Corners
        corners={draft}
        add={(typed) => {
          for (const corner of typed) addCorner(corner);
        }}
        change={(corners) => usePlan.setState({ draft: corners })}
      />
      {most !== least && (
        <button type="button" className="primary" disabled={draft.length < least} onClick={finish}>
          {t("planning.finish")}
        </button>
      )}
    </div>
  );
}

/** What went wrong with a question or a study. */
export function Fault({ words }: { words: string | null | undefined }) {
  return words ? (
    <p role="alert" className="plan-fault">
      {words}
    </p>
  ) : null;
}
