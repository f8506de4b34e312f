/** Why a ready instance does not start: what the limits of admission say. */
import { type Admission, type Drained, limitsOf, nextLane, type Pool, poolOf, takenOf } from './admission.ts';
import { offReason } from './quarantine.ts';
import type { Reason } from './reasons.ts';
import type { Instance } from './run.ts';

/** Everything that keeps a ready instance from starting at this moment; empty only if it could start. */
export function refusals(admission: Admission, instance: Instance): Reason[] {
  const { run } = instance;
  const { task } = instance.node;
  const reasons: Reason[] = [];
  if (run.paused) reasons.push(offReason(run.facts.dagId, run.quarantine));
  if (run.active >= run.maxActiveTasks) {
    const message = `${run.active} of at most ${run.maxActiveTasks} tasks of this run are active (maxActiveTasks)`;
    reasons.push({ code: 'max_active_tasks', limit: run.maxActiveTasks, active: run.active, message });
  }
  reasons.push(...poolReasons(poolOf(admission, task.pool), task.poolSlots));
  for (const { code, active, max } of limitsOf(admission, instance)) {
    if (active < max) continue;
    const message = `${active} of at most ${max} instances of ${task.taskId} are active`;
    reasons.push({ code, limit: max, active, message });
  }
  if (admission.drained) reasons.push(drainReason(admission.drained));
  if (admission.active >= admission.parallelism) {
    const message = `${admission.active} of at most ${admission.parallelism} tasks are active (parallelism)`;
    reasons.push({ code: 'parallelism', limit: admission.parallelism, active: admission.active, message });
  }
  const ahead = reasons.length === 0 ? aheadInPool(admission, instance) : 0;
  if (ahead > 0) {
    reasons.push({
      code: 'priority',
      ahead,
      message: `a task of higher priority waits for more slots of pool ${task.pool}`,
    });
  }
  return reasons;
}

export const drainReason = ({ by, since }: Drained): Reason => ({
  code: 'worker_drained',
  by,
  since,
  message: `the worker is drained by ${by} since ${new Date(since).toISOString()}: aquilon workers resume lets it take tasks again`,
});

function poolReasons(pool: Pool, needed: number): Reason[] {
  const { name, slots } = pool;
  const used = takenOf(pool);
  if (!pool.exists) {
    const message = `there is no pool ${name}: make it with aquilon pools set ${name} SLOTS DESCRIPTION, or name another`;
    return [{ code: 'pool_unknown', pool: name, message }];
  }
  if (needed > slots) {
    const message = `pool ${name} has ${slots} ${slots === 1 ? 'slot' : 'slots'}, and ${needed} are needed`;
    return [{ code: 'pool_too_small', pool: name, slots, needed, message }];
  }
  if (used + needed <= slots) return [];
  const message = `pool ${name}: ${used} of ${slots} slots are in use, ${needed} are needed`;
  return [{ code: 'pool_full', pool: name, slots, used, needed, message }];
}

/** 1 when the next of the pool's line is another instance that the pool has no room for yet. */
function aheadInPool(admission: Admission, instance: Instance): number {
  const pool = admission.pools.get(instance.node.task.pool);
  const first = pool && nextLane(pool)?.waiting.peek();
  return first && first !== instance && takenOf(pool) + first.node.task.poolSlots > pool.slots ? 1 : 0;
}
