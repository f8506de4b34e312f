/** What a deferred task waits for, out of the `trigger` of its instance. */
import type { TaskInstance, TaskTry } from '#shared/api/queries/tasks.ts';

export interface Wait {
  since: string;
  /** Seconds between two looks; null where nobody has to look. */
  every: number | null;
  /** Until when, where it waits for an instant. */
  until: string | null;
  /** What is looked for, by name. */
  target: { [name: string]: unknown };
}

export function waitOf(attempt: TaskInstance | TaskTry): Wait | null {
  const trigger = 'trigger' in attempt ? attempt.trigger : null;
  if (attempt.state !== 'deferred' || trigger === null) return null;
  const { poke_interval: every, moment, ...target } = parsed(trigger.kwargs);
  return {
    since: trigger.created_date,
    every: typeof every === 'number' ? every : null,
    until: typeof moment === 'string' ? moment : null,
    target,
  };
}

function parsed(text: string): { [name: string]: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
