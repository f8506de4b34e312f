/** Taking in what there is room for: the pools as they are stored now, and whether the executor takes anything. */
import { dropPool, setPool } from '#domain/admission.ts';
import type { CommandResult, WorkerDrained } from '#scheduler/commands.ts';
import type { StoredPool } from '#scheduler/store.ts';
import type { CommandContext } from './command-context.ts';

/** What waited for slots that are there now starts in this very turn. */
export function takeInPools({ turn }: CommandContext, stored: readonly StoredPool[]): CommandResult {
  const { admission } = turn.state;
  const names = new Set(stored.map(({ name }) => name));
  for (const { name, exists } of admission.pools.values()) if (exists && !names.has(name)) dropPool(admission, name);
  for (const { name, slots, includeDeferred } of stored) setPool(admission, name, slots, includeDeferred);
  return { dagRunId: null, runId: null, changed: [] };
}

/** When it takes work again, what stands in line starts in this very turn. */
export function takeInDrain({ turn }: CommandContext, { drained }: WorkerDrained): CommandResult {
  turn.state.admission.drained = drained;
  return { dagRunId: null, runId: null, changed: [] };
}
