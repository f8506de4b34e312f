/** What a deferred task instance waits for, as Airflow's TriggerResponse. */
import { type Static, Type } from 'typebox';
import { component, Instant, orNull } from '#api/list/schemas.ts';
import type { WaitFor } from '#domain/wait-for.ts';

export const Trigger = component('TriggerResponse', {
  id: Type.Integer(),
  classpath: Type.String(),
  /** JSON, as a text: what is looked for, and `poke_interval` in seconds, or `moment`. */
  kwargs: Type.String(),
  created_date: Instant,
  queue: orNull(Type.String()),
  triggerer_id: orNull(Type.Integer()),
});

export interface WaitColumns {
  id: string;
  operator: string;
  state: string | null;
  wait_for: WaitFor | null;
  waiting_since: string | null;
}

/** Null for what is not deferred. Airflow numbers its triggers; ours are numbered by the end of the attempt's id. */
export function toTrigger({
  id,
  operator,
  state,
  wait_for,
  waiting_since,
}: WaitColumns): Static<typeof Trigger> | null {
  if (state !== 'deferred' || wait_for === null || waiting_since === null) return null;
  return {
    id: Number.parseInt(id.slice(-7), 16),
    classpath: `aquilon.triggers.${operator}`,
    kwargs: JSON.stringify(kwargsOf(wait_for)),
    created_date: waiting_since,
    queue: null,
    triggerer_id: null,
  };
}

function kwargsOf(waitFor: WaitFor): object {
  if (waitFor.kind === 'time') return { moment: new Date(waitFor.at).toISOString() };
  if (waitFor.kind === 'answer') return {};
  const { keep, intervalMs } = waitFor;
  const isObject = typeof keep === 'object' && keep !== null && !Array.isArray(keep);
  return { ...(isObject ? keep : {}), poke_interval: intervalMs / 1000 };
}
