/** What follows from the value that a deciding task returned. */
import { isDeepStrictEqual } from 'node:util';
import type { Json, SerializedTask } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Follow } from '#queue/executor.ts';
import type { BodyResult } from './operator-body.ts';

/** `choose`: turns what the handler of a branch returned into ids of tasks; rejects what is none. */
export async function decide(
  { decision, downstream }: SerializedTask,
  value: unknown,
  choose: (choice: unknown) => Promise<{ value: Json; tasks: string[] }>,
): Promise<BodyResult> {
  switch (decision?.kind) {
    case 'branch': {
      const chosen = await choose(value);
      return { value: chosen.value, follow: { tasks: chosen.tasks, others: 'direct' } };
    }
    case 'short_circuit':
      if (value) return { value };
      return { value, follow: { tasks: [], others: decision.ignoreTriggerRules ? 'all' : 'direct' } };
    case 'cases':
      return { value, follow: followCase(decision, downstream, value) };
    default:
      return { value };
  }
}

type Cases = Extract<SerializedTask['decision'], { kind: 'cases' }>;

/** Tasks after it that stand in no case follow whatever the value is. */
function followCase({ cases, otherwise }: Cases, downstream: readonly string[], value: unknown): Follow {
  const isIf = cases.every((one) => typeof one.value === 'boolean') && otherwise.length === 0;
  if (isIf && typeof value !== 'boolean')
    throw new AquilonError('CONDITION_UNCLEAR', { value: shown(value), reason: 'an if asks for true or false' });
  const matching = cases.filter((one) => isDeepStrictEqual(one.value, value));
  const chosen = matching.length > 0 ? matching.flatMap((one) => one.tasks) : otherwise;
  const named = new Set([...cases.flatMap((one) => one.tasks), ...otherwise]);
  return { tasks: [...chosen, ...downstream.filter((id) => !named.has(id))], others: 'direct' };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
