import { isTaskRef } from './task-ref.ts';

/** Why a value is no JSON, naming the place; undefined when it is. */
export function jsonProblem(value: unknown, path = '', seen: readonly unknown[] = []): string | undefined {
  const place = path === '' ? 'the value' : path;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${place} is ${value}`;
  if (typeof value !== 'object') return `${place} is a ${typeof value}`;
  if (isTaskRef(value))
    return `${place} is the task ${value.taskId}; pass a task as an argument of its own, not inside of another value`;
  if (seen.includes(value)) return `${place} contains itself`;
  const inner = [...seen, value];
  if (Array.isArray(value)) return first(value.map((item, at) => jsonProblem(item, `${path}[${at}]`, inner)));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return `${place} is a ${prototype.constructor?.name ?? 'class instance'}`;
  return first(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => jsonProblem(item, path === '' ? name : `${path}.${name}`, inner)),
  );
}

const first = (problems: readonly (string | undefined)[]): string | undefined =>
  problems.find((one) => one !== undefined);
