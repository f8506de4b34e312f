/**
 * Applies the actions of a bulk request as Airflow does for variables and connections: an action that meets a name that it may not meet changes nothing
 * and tells all such names in one error; the other actions go on.
 */
import type { Static } from 'typebox';
import { AquilonError } from '#errors/aquilon-error.ts';
import { ApiError } from '#http/api-error.ts';
import type { BulkAnswer } from './bulk.ts';

type Answer = Static<typeof BulkAnswer>;
type ActionAnswer = NonNullable<Answer['create']>;

type Action<E> =
  | { action: 'create'; entities: E[]; action_on_existence?: 'fail' | 'skip' | 'overwrite' }
  | { action: 'update'; entities: E[]; update_mask?: string[] | null; action_on_non_existence?: 'fail' | 'skip' }
  | { action: 'delete'; entities: (string | E)[]; action_on_non_existence?: 'fail' | 'skip' };

export interface BulkTarget<E> {
  /** `variables with these keys` */
  words: string;
  nameOf(entity: E): string;
  /** Those of the names that are there. */
  existing(names: readonly string[]): Promise<ReadonlySet<string>>;
  create(entity: E): Promise<unknown>;
  /** No mask: all that the entity says. */
  change(entity: E, mask?: readonly string[]): Promise<unknown>;
  remove(name: string): Promise<unknown>;
}

export async function applyBulk<E>(target: BulkTarget<E>, actions: readonly Action<E>[]): Promise<Answer> {
  const answer: Answer = { create: null, update: null, delete: null };
  for (const action of actions) {
    const told = answer[action.action] ?? { success: [], errors: [] };
    answer[action.action] = told;
    const nameOf = (entity: string | E) => (typeof entity === 'string' ? entity : target.nameOf(entity));
    const names = action.entities.map(nameOf);
    const existing = await target.existing(names);
    if (isRefused(target, action, names, existing, told)) continue;
    for (const entity of action.entities) {
      const name = nameOf(entity);
      const change = changeOf(target, action, entity, existing.has(name));
      if (change) await attempt(name, change, told);
    }
  }
  return answer;
}

/** True: the action must not be applied, and `told` has the reason. */
function isRefused<E>(
  { words }: BulkTarget<E>,
  action: Action<E>,
  names: readonly string[],
  existing: ReadonlySet<string>,
  told: ActionAnswer,
): boolean {
  const isCreate = action.action === 'create';
  if (((isCreate ? action.action_on_existence : action.action_on_non_existence) ?? 'fail') !== 'fail') return false;
  const met = [...new Set(names.filter((name) => existing.has(name) === isCreate))];
  if (met.length === 0) return false;
  const list = `{${met.map((name) => `'${name}'`).join(', ')}}`;
  const error = isCreate ? `The ${words}: ${list} already exist.` : `The ${words}: ${list} were not found.`;
  told.errors.push({ error, status_code: isCreate ? 409 : 404 });
  return true;
}

/** Undefined: there is nothing to do. */
function changeOf<E>(
  target: BulkTarget<E>,
  action: Action<E>,
  entity: string | E,
  isThere: boolean,
): (() => Promise<unknown>) | undefined {
  if (action.action === 'delete') {
    const name = typeof entity === 'string' ? entity : target.nameOf(entity);
    return isThere ? () => target.remove(name) : undefined;
  }
  if (typeof entity === 'string') return undefined;
  if (action.action === 'update')
    return isThere ? () => target.change(entity, action.update_mask ?? undefined) : undefined;
  if (!isThere) return () => target.create(entity);
  return action.action_on_existence === 'overwrite' ? () => target.change(entity) : undefined;
}

async function attempt(name: string, change: () => Promise<unknown>, told: ActionAnswer): Promise<void> {
  try {
    await change();
    told.success.push(name);
  } catch (error) {
    if (!(error instanceof AquilonError)) throw error;
    told.errors.push(toldError(error));
  }
}

/** As the answer of a bulk request tells of it. */
export function toldError(error: AquilonError): { error: string; status_code: number } {
  const words = error instanceof ApiError && typeof error.detail === 'string' ? error.detail : error.message;
  return { error: words, status_code: error.status };
}
