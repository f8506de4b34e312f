/** Backfills in the store in memory: their dates, and what became of each. */
import type { RunState } from '#domain/states.ts';
import type { BackfillDateRow, Batch, NewRun, PlannedRun, StoredBackfill, World } from '#scheduler/store.ts';
import { expect, must } from './violation.ts';

export interface MemoryBackfill {
  stored: StoredBackfill;
  dates: Map<number, BackfillDateRow>;
}

/** What it needs of the database in memory. */
export interface BackfillTables {
  backfills: Map<number, MemoryBackfill>;
  runs: Map<number, { run: NewRun; state: RunState }>;
}

export function takeOver(one: { run: NewRun }, by: { backfillId: number; conf: StoredBackfill['conf'] }): void {
  const { facts } = one.run;
  const taken = { ...facts, runType: 'backfill', backfillId: by.backfillId, conf: by.conf ?? facts.conf };
  one.run = { ...one.run, facts: taken, triggeredBy: 'backfill' };
}

/** A date whose run is not there lost it to another run of the same date. */
export function keepBackfills(db: BackfillTables, batch: Batch): void {
  for (const stored of batch.backfills) {
    const others = [...db.backfills.values()].filter((one) => one.stored.dagId === stored.dagId);
    const second = others.find((one) => one.stored.id !== stored.id && one.stored.completedAt === null);
    expect(stored.completedAt !== null || !second, `two backfills of ${stored.dagId} go on`);
    db.backfills.set(stored.id, { stored, dates: db.backfills.get(stored.id)?.dates ?? new Map() });
  }
  for (const row of batch.backfillDates) {
    const { dates } = must(db.backfills.get(row.backfillId), `backfill ${row.backfillId}`);
    const before = dates.get(row.ordinal);
    expect(
      before?.dagRunId == null && before?.reason == null,
      `date ${row.ordinal} of backfill ${row.backfillId} is done twice`,
    );
    const isLost = row.dagRunId !== null && !db.runs.has(row.dagRunId);
    dates.set(row.ordinal, isLost ? { ...row, dagRunId: null, reason: 'in flight' } : row);
  }
}

export function openBackfills(db: BackfillTables): World['backfills'] {
  const isOpen = (id: number) =>
    [...db.runs.values()].some(
      ({ run, state }) => run.facts.backfillId === id && (state === 'queued' || state === 'running'),
    );
  return [...db.backfills.values()]
    .filter(({ stored }) => stored.completedAt === null || isOpen(stored.id))
    .map(({ stored, dates }) => ({ stored, pending: stored.completedAt === null ? pendingOf(dates.values()) : [] }));
}

const pendingOf = (dates: Iterable<BackfillDateRow>): PlannedRun[] =>
  [...dates]
    .filter((date) => date.dagRunId === null && date.reason === null)
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .map(({ backfillId: _id, dagRunId: _run, reason: _reason, ...planned }) => planned);

/** Of backfills that are at an end by themselves: every date has its run, or a reason why it has none. */
export function checkBackfills(db: BackfillTables): void {
  for (const { stored, dates } of db.backfills.values()) {
    if (stored.paused) continue;
    const open = pendingOf(dates.values());
    expect(open.length === 0, `backfill ${stored.id} is complete, and ${open.length} of its dates were not looked at`);
    for (const { ordinal, dagRunId, reason } of dates.values())
      expect((dagRunId === null) !== (reason === null), `date ${ordinal} of backfill ${stored.id}: a run, or a reason`);
  }
}
