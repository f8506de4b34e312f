import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { GridCell, GridRun } from '#shared/api/queries/grid.ts';
import { instanceQuery, type TaskInstance } from '#shared/api/queries/tasks.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import classes from './grid.module.css';
import { cellOf, medianOf, secondsOf } from './grid-cells.ts';
import type { GridRow } from './grid-rows.ts';

/** What a cell, or the head of a run, tells when somebody stays at it. */
export interface CardSubject {
  readonly run: GridRun;
  /** Null: the run itself. */
  readonly row: GridRow | null;
  /** Of the cell, in the window. */
  readonly rect: { left: number; top: number; right: number; bottom: number };
}

const WIDTH = 300;
const ROOM = 240;

interface Props {
  readonly dagId: string;
  readonly subject: CardSubject;
  readonly runs: readonly GridRun[];
}

export function GridCard({ dagId, subject, runs }: Props) {
  const { run, row, rect } = subject;
  const cell = row === null ? undefined : cellOf(run, row);
  const left = Math.max(8, Math.min(rect.right + 6, window.innerWidth - WIDTH - 8));
  const isBelow = rect.bottom + ROOM < window.innerHeight;
  const place = isBelow ? { left, top: rect.bottom + 4 } : { left, bottom: window.innerHeight - rect.top + 4 };
  return (
    <div className={classes.card} style={place} role="tooltip" data-testid="grid-card">
      <h3>{row === null ? run.dag_run_id : row.label}</h3>
      {row === null && <RunFacts run={run} />}
      {row !== null && cell && <CellFacts dagId={dagId} run={run} row={row} cell={cell} runs={runs} />}
    </div>
  );
}

function RunFacts({ run }: { run: GridRun }) {
  const texts = useTexts();
  const format = useFormat();
  const now = Date.now();
  return (
    <>
      <StateLabel state={run.state} />
      <Terms
        items={[
          [texts.dag.type, texts.runType[run.run_type]],
          [texts.dag.logicalDate, format.dateTime(run.logical_date)],
          [texts.run.runAfter, format.dateTime(run.run_after)],
          [texts.run.duration, format.duration(elapsed(run.start_date, run.end_date, now))],
          [texts.grid.waited, format.duration(elapsed(run.queued_at, run.start_date, now))],
          [texts.dag.version, run.version_number],
          [texts.grid.noteName, run.has_note ? texts.grid.note : null],
        ]}
      />
    </>
  );
}

interface CellProps {
  readonly dagId: string;
  readonly run: GridRun;
  readonly row: GridRow;
  readonly cell: GridCell;
  readonly runs: readonly GridRun[];
}

function CellFacts({ dagId, run, row, cell, runs }: CellProps) {
  const texts = useTexts();
  const format = useFormat();
  const isOne = row.kind === 'task' && !cell.isMapped;
  const address = { dagId, runId: run.dag_run_id, taskId: row.id, mapIndex: -1 };
  const { data } = useQuery({ ...instanceQuery(address, cell.state), enabled: isOne });
  const instance: TaskInstance | undefined = data;
  const took = secondsOf(cell, Date.now());
  const median = medianOf(runs, row);
  const times = took !== null && median !== null && median > 0 && took > 1.5 * median ? took / median : null;
  const reason = instance?.error?.message;
  return (
    <>
      {cell.counts.map(({ state, count }) => (
        <div key={state}>
          <StateLabel state={state} /> {cell.isMapped && `× ${count}`}
        </div>
      ))}
      <Terms
        items={[
          [texts.browse.run, run.dag_run_id],
          [texts.run.duration, format.duration(took)],
          [
            texts.grid.median,
            [format.duration(median), times !== null && texts.grid.longer(times.toFixed(1))].filter(Boolean).join(', '),
          ],
          [
            texts.run.attempt,
            instance && instance.try_number > 0
              ? texts.grid.attempts(instance.try_number, Math.max(instance.try_number, instance.max_tries + 1))
              : null,
          ],
          [texts.grid.reason, reason && <span className={classes.reason}>{reason}</span>],
        ]}
      />
    </>
  );
}

function Terms({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => [<dt key={`${name}-name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
    </dl>
  );
}
