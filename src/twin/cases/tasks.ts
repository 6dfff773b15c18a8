// The tasks of a case: one unit leads, others co-handle, each with a time to take it in.

import type { WorkingTime } from "./calendar.ts";
import type { ModeLimits } from "./caseClass.ts";
import { limitIn } from "./clocks.ts";
import type { ActorFacts, TaskRecord } from "./record.ts";
import type { OpsMode } from "./shapes.ts";

const isOpen = ({ state }: TaskRecord): boolean => state === "assigned" || state === "acknowledged";

/** The open task a person may work at: of the unit they name, or of one of theirs; whoever acts for any unit takes the first. */
export function openTaskOf<T extends TaskRecord>(
  tasks: readonly T[],
  which: "leadTask" | "coTask" | "anyTask",
  { units, unit }: Pick<ActorFacts, "units" | "unit">,
): T | undefined {
  return tasks.find(
    (task) =>
      isOpen(task) &&
      (which === "anyTask" || task.role === (which === "leadTask" ? "lead" : "co")) &&
      (unit === undefined || task.unit === unit) &&
      (units === null || units.includes(task.unit)),
  );
}

/** The task of the unit that leads now or led last. */
export const leadTaskOf = <T extends TaskRecord>(tasks: readonly T[]): T | undefined =>
  tasks.findLast(({ role }) => role === "lead");

export const newTask = (
  unit: string,
  role: "lead" | "co",
  {
    time,
    acknowledge,
    mode,
  }: { time: WorkingTime; acknowledge: { lead: ModeLimits; co: ModeLimits }; mode: OpsMode["mode"] },
  now: number,
): TaskRecord => ({
  id: 0,
  unit,
  role,
  state: "assigned",
  assignedAt: now,
  acknowledgeDueAt: time.add(now, limitIn(acknowledge[role], mode)),
  acknowledgedAt: null,
  doneAt: null,
  late: false,
});

/** Whether a unit has a task that is neither done nor given back. */
export const hasOpenTask = (tasks: readonly TaskRecord[], unit: string): boolean =>
  tasks.some((task) => task.unit === unit && isOpen(task));
