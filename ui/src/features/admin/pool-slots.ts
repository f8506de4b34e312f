/** How the slots of a pool are taken, as parts of a bar. */
import type { Pool } from '#shared/api/queries/admin.ts';

export type SlotPart = 'running' | 'queued' | 'deferred' | 'open';

export interface PoolSlots {
  /** null: without end. */
  readonly slots: number | null;
  readonly taken: number;
  /** Would run if there was a slot. */
  readonly waiting: number;
  /** In the order of the bar; `share` of its width, 0 to 1. Parts with nothing in them are missing. */
  readonly parts: readonly { readonly part: SlotPart; readonly count: number; readonly share: number }[];
}

/** Deferred tasks take slots only where the pool counts them. A pool that was made smaller may have more taken than it has. */
export function slotsOf(pool: Pool): PoolSlots {
  const counts: [SlotPart, number][] = [
    ['running', pool.running_slots],
    ['queued', pool.queued_slots],
    ['deferred', pool.include_deferred ? pool.deferred_slots : 0],
    ['open', pool.slots < 0 ? 0 : Math.max(0, pool.open_slots)],
  ];
  const whole = Math.max(
    1,
    counts.reduce((sum, [, count]) => sum + count, 0),
  );
  return {
    slots: pool.slots < 0 ? null : pool.slots,
    taken: pool.occupied_slots,
    waiting: pool.scheduled_slots,
    parts: counts.filter(([, count]) => count > 0).map(([part, count]) => ({ part, count, share: count / whole })),
  };
}
