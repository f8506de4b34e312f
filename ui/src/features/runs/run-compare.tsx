import { Select, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { rowsOf } from '#shared/api/queries/paging.ts';
import { type Run, runListQuery, runQuery } from '#shared/api/queries/runs.ts';
import { tasksQuery } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel } from '#shared/state/state-mark.tsx';
import { toState } from '#shared/state/states.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { pairTasks, pairValues, type Side } from './compare.ts';
import classes from './tables.module.css';

interface Props {
  readonly run: Run;
  /** Id of the other run. */
  readonly other: string | undefined;
  readonly onOther: (runId: string | undefined) => void;
}

/** What is otherwise in another run of the DAG. */
export function RunCompare({ run, other, onOther }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const list = useInfiniteQuery(runListQuery(run.dag_id));
  const runs = rowsOf(list.data, (one) => one.dag_run_id).filter((one) => one.dag_run_id !== run.dag_run_id);
  const ids = new Set([...runs.map((one) => one.dag_run_id), ...(other === undefined ? [] : [other])]);
  const label = (id: string) => {
    const found = runs.find((one) => one.dag_run_id === id);
    return found === undefined ? id : `${id} · ${texts.state[toState(found.state)]} · ${format.short(found.run_after)}`;
  };
  return (
    <Stack p="md">
      <Select
        label={texts.compare.with}
        placeholder={texts.compare.choose}
        data={[...ids].map((id) => ({ value: id, label: label(id) }))}
        value={other ?? null}
        onChange={(value) => onOther(value ?? undefined)}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': texts.compare.none }}
        maw={560}
      />
      {other === undefined ? (
        <Empty title={texts.compare.nothing} hint={texts.compare.hint} />
      ) : (
        <Comparison run={run} other={other} />
      )}
    </Stack>
  );
}

function Comparison({ run, other }: { run: Run; other: string }) {
  const texts = useTexts();
  const format = useFormat();
  const right = useQuery(runQuery(run.dag_id, other));
  const tasks = useQuery(tasksQuery(run.dag_id, run.dag_run_id));
  const otherTasks = useQuery(tasksQuery(run.dag_id, other));
  if (right.isError) return <Failure error={right.error} onRetry={() => void right.refetch()} />;
  if (!right.data || !tasks.data || !otherTasks.data) return <Waiting />;
  const versions = (one: Run) => one.dag_versions.map((version) => version.version_number).join(', ');
  const interval = (one: Run) =>
    [one.data_interval_start, one.data_interval_end].map(format.short).filter(Boolean).join(' – ');
  // By the last of each a difference is told: two runs start at two times anyway.
  const facts: readonly [string, (one: Run) => ReactNode, (one: Run) => unknown][] = [
    [texts.dag.state, (one) => <StateLabel state={toState(one.state)} />, (one) => one.state],
    [texts.run.duration, (one) => format.duration(one.duration), (one) => format.duration(one.duration)],
    [texts.dag.type, (one) => texts.runType[one.run_type], (one) => one.run_type],
    [texts.dag.logicalDate, (one) => format.dateTime(one.logical_date), (one) => one.logical_date],
    [texts.run.interval, interval, interval],
    [texts.run.started, (one) => format.dateTime(one.start_date), () => null],
    [texts.run.version, versions, versions],
    [texts.run.triggeredBy, (one) => one.triggering_user_name ?? one.triggered_by, (one) => one.triggering_user_name],
  ];
  const values = pairValues(run.conf, right.data.conf);
  const pairs = pairTasks(tasks.data.tasks, otherTasks.data.tasks);
  return (
    <Stack data-testid="run-compare">
      <Pairs
        title={texts.compare.runs}
        head={[texts.compare.what, run.dag_run_id, <RunLink key="r" run={right.data} />]}
      >
        {facts.map(([name, show, plain]) => (
          <tr key={name} data-differs={plain(run) !== plain(right.data) || undefined}>
            <th scope="row">{name}</th>
            <td>{show(run)}</td>
            <td>{show(right.data)}</td>
          </tr>
        ))}
      </Pairs>
      <Title order={2} size="h5">
        {texts.run.conf}
      </Title>
      {values.length === 0 ? (
        <Text c="dimmed">{texts.compare.noConf}</Text>
      ) : (
        <Pairs title={texts.run.conf} head={[texts.compare.param, run.dag_run_id, other]}>
          {values.map(({ name, left, right: theirs, isSame }) => (
            <tr key={name} data-differs={!isSame || undefined}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td className="mono">{left ?? '–'}</td>
              <td className="mono">{theirs ?? '–'}</td>
            </tr>
          ))}
        </Pairs>
      )}
      <Title order={2} size="h5">
        {texts.run.tasks}
      </Title>
      <Pairs title={texts.run.tasks} head={[texts.run.task, run.dag_run_id, other, texts.compare.longer]}>
        {pairs.map(({ taskId, left, right: theirs, longer }) => (
          <tr key={taskId} data-differs={left?.state !== theirs?.state || undefined}>
            <th scope="row">{taskId}</th>
            <td>
              <OneSide side={left} />
            </td>
            <td>
              <OneSide side={theirs} />
            </td>
            <td className={classes.number}>
              {longer === null ? '' : `${longer < 0 ? '−' : '+'} ${format.duration(Math.abs(longer))}`}
            </td>
          </tr>
        ))}
      </Pairs>
    </Stack>
  );
}

function Pairs({ title, head, children }: { title: string; head: readonly ReactNode[]; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={classes.wrap} aria-label={title} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {head.map((name, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have places, and two may have the same name
              <th key={place} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

function RunLink({ run }: { run: Run }) {
  return (
    <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.dag_run_id }}>
      {run.dag_run_id}
    </Link>
  );
}

function OneSide({ side }: { side: Side | null }) {
  const texts = useTexts();
  const format = useFormat();
  if (side === null) return <Text c="dimmed">{texts.compare.noTask}</Text>;
  return (
    <span className={classes.side}>
      <StateLabel state={side.state} />
      <span className={classes.number}>{format.duration(side.duration)}</span>
      {side.tries > 1 && (
        <Text span c="dimmed" size="xs">
          {texts.task.attempt(side.tries)}
        </Text>
      )}
    </span>
  );
}
