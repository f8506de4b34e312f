/** What a task asks people: who may answer, and what is chosen before somebody has. */
import type { Schemas } from '#shared/api/generated.ts';

export type Question = Schemas['HITLDetail'];

/** `username`: who is signed in. */
export function mayAnswer({ assigned_users: assigned = [] }: Question, username: string): boolean {
  return assigned.length === 0 || assigned.some(({ id }) => id === username);
}

export const isDefault = ({ defaults }: Question, option: string): boolean => defaults?.includes(option) === true;

/** Names of those who may answer, where not everybody may. */
export const assignedTo = ({ assigned_users: assigned = [] }: Question): string =>
  assigned.map(({ name }) => name).join(', ');
