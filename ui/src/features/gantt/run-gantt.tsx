import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Structure } from '#shared/api/extra-operations.ts';
import { tasksQuery } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { STATES } from '#shared/state/states.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './gantt.module.css';
import { type Attempt, type Gantt, type GanttRow, ganttOf } from './gantt.ts';
import { useTries } from './use-tries.ts';

interface Props {
  readonly dagId: string;
  readonly runId: string;
  readonly edges: Structure['edges'];
}

/** When each task of a run waited and ran. */
export function RunGantt({ dagId, runId, edges }: Props) {
  const texts = useTexts();
  const list = useQuery(tasksQuery(dagId, runId));
  const tasks = list.data?.tasks;
  const tries = useTries(dagId, runId, tasks ?? []);
  const isRunning = tasks?.some((task) => task.state === 'running') ?? false;
  const now = useNow(isRunning);
  const gantt = useMemo(() => ganttOf(tasks ?? [], tries, edges, now), [tasks, tries, edges, now]);
  if (list.isPending) return <Waiting />;
  if (list.isError) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (gantt.rows.length === 0) return <Empty title={texts.gantt.none} hint={texts.gantt.noneHint} />;
  return (
    <div className={classes.frame}>
      <Text size="sm" c="dimmed" p="xs">
        {texts.gantt.legend}
      </Text>
      <Axis gantt={gantt} />
      <ul className={classes.rows} aria-label={texts.gantt.label(runId)}>
        {gantt.rows.map((row) => (
          <Row key={row.key} dagId={dagId} runId={runId} row={row} gantt={gantt} now={now} />
        ))}
      </ul>
    </div>
  );
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

function Axis({ gantt }: { gantt: Gantt }) {
  const format = useFormat();
  const seconds = (gantt.to - gantt.from) / 1000;
  return (
    <div className={classes.axis} aria-hidden="true">
      {TICKS.map((tick) => (
        <span key={tick}>+{format.duration(seconds * tick)}</span>
      ))}
    </div>
  );
}

interface RowProps {
  readonly dagId: string;
  readonly runId: string;
  readonly row: GanttRow;
  readonly gantt: Gantt;
  readonly now: number;
}

function Row({ dagId, runId, row, gantt, now }: RowProps) {
  const texts = useTexts();
  const format = useFormat();
  const share = (ms: number) => `${(ms / (gantt.to - gantt.from)) * 100}%`;
  const words = ({ number, state, queued, start, end }: Attempt) =>
    texts.gantt.attempt(
      number,
      texts.state[state],
      format.duration(queued === null ? 0 : (start - queued) / 1000),
      format.duration(((end ?? now) - start) / 1000),
    );
  return (
    <li className={classes.row}>
      <Link
        to="/dags/$dagId/runs/$runId/tasks/$taskId"
        params={{ dagId, runId, taskId: row.taskId }}
        search={{ view: 'gantt', map: row.mapIndex < 0 ? undefined : row.mapIndex }}
        resetScroll={false}
        className={classes.name}
        data-critical={row.isCritical || undefined}
      >
        <StateMark state={row.state} size={14} />
        <span>{row.label}</span>
        {row.isCritical && <small>{texts.gantt.critical}</small>}
      </Link>
      <div className={classes.track}>
        {row.attempts.map((one) => (
          <span key={one.number} title={words(one)}>
            {one.queued !== null && (
              <span
                className={classes.queued}
                style={{ left: share(one.queued - gantt.from), width: share(one.start - one.queued) }}
              />
            )}
            <span
              className={classes.ran}
              data-critical={row.isCritical || undefined}
              style={{
                left: share(one.start - gantt.from),
                width: share((one.end ?? now) - one.start),
                background: STATES[one.state].colour,
              }}
            />
            <span className="visually-hidden">{words(one)}</span>
          </span>
        ))}
      </div>
    </li>
  );
}
