import { Alert, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { parseRange, toPlainLine } from '#features/logs/log-lines.ts';
import type { FailedTry } from '#shared/api/extra-operations.ts';
import { dagQuery } from '#shared/api/queries/dags.ts';
import {
  explanationQuery,
  failuresQuery,
  type InstanceAddress,
  logEndQuery,
  sourceQuery,
  type TaskInstance,
  type TaskTry,
} from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { TextView } from '#shared/widgets/text-view.tsx';
import { linesAround } from './source-lines.ts';
import { UsedMemory } from './used-memory.tsx';
import classes from './what-happened.module.css';

/** Of the end of the log so many lines are shown. */
const LAST_LINES = 50;
/** So many similar failures are named. */
const NAMED = 5;

/** Of an attempt that failed: its error with the line of the source, how it ended, what to do, the end of its log, and whether it failed so before. */
export function WhatHappened({ attempt, address }: { attempt: TaskInstance | TaskTry; address: InstanceAddress }) {
  const texts = useTexts();
  const explanation = useQuery(explanationQuery(address));
  const failed = explanation.data?.failed_tries.find((one) => one.try_number === attempt.try_number);
  const { message, code } = attempt.error ?? {};
  return (
    <Alert
      color="red"
      variant="light"
      title={texts.happened.title}
      role="alert"
      data-testid="task-error"
      classNames={{ body: classes.body }}
    >
      <Stack gap="xs">
        <Text size="sm" fw={600} className="pre-line">
          {message ?? failed?.message ?? texts.task.noReason}
        </Text>
        {failed?.location && <SourceLines dagId={address.dagId} attempt={attempt} location={failed.location} />}
        {failed && <End failed={failed} />}
        <UsedMemory address={address} tryNumber={attempt.try_number} isKilled={isKilled(failed)} />
        {failed?.remedy && (
          <Text size="sm">
            <strong>{texts.happened.remedy}</strong>
            {' : '}
            <span lang="en">{failed.remedy}</span>
          </Text>
        )}
        <LastLines address={address} tryNumber={attempt.try_number} />
        {code !== undefined && <Similar address={address} code={code} />}
      </Stack>
    </Alert>
  );
}

interface SourceProps {
  readonly dagId: string;
  readonly attempt: TaskInstance | TaskTry;
  readonly location: NonNullable<FailedTry['location']>;
}

/** Where it was thrown; the lines themselves where that is the file of the DAG. */
function SourceLines({ dagId, attempt, location: { file, line, name } }: SourceProps) {
  const texts = useTexts();
  const dag = useQuery(dagQuery(dagId));
  const version = attempt.dag_version?.version_number ?? null;
  const isOfDag = dag.data?.fileloc === file;
  const source = useQuery({ ...sourceQuery(dagId, version), enabled: isOfDag });
  const lines = linesAround(source.data?.content ?? '', line);
  return (
    <div>
      <Text size="xs" className="mono">
        {isOfDag ? (
          <Link to="/dags/$dagId/code" params={{ dagId }} search={{ line, ...(version !== null && { version }) }}>
            {texts.happened.at(dag.data?.relative_fileloc ?? file, line)}
          </Link>
        ) : (
          texts.happened.at(file, line)
        )}
        {name !== null && ` ${texts.happened.inside(name)}`}
      </Text>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <ol className={classes.source} start={lines[0]?.number} tabIndex={0}>
          {lines.map(({ number, text }) => (
            <li key={number} value={number} data-failed={number === line || undefined}>
              <code>{text}</code>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

/** Nobody asked for these ends. */
const UNASKED: ReadonlySet<string> = new Set(['TASK_KILLED', 'TASK_EXITED', 'COMMAND_FAILED', 'PYTHON_FAILED']);

/** It ended as a process does that took more memory than there was, by whoever counts it. */
const isKilled = (failed: FailedTry | undefined): boolean =>
  failed !== undefined &&
  (failed.code === 'TASK_OUT_OF_MEMORY' ||
    (UNASKED.has(failed.code) && (failed.signal === 'SIGKILL' || failed.exit_code === 137)));

function End({ failed }: { failed: FailedTry }) {
  const texts = useTexts();
  const format = useFormat();
  return (
    <Facts
      items={[
        [texts.happened.exitCode, failed.exit_code],
        [texts.happened.signal, failed.signal],
        [texts.happened.memory, failed.peak_memory === null ? null : format.bytes(failed.peak_memory)],
        [texts.happened.decidedBy, failed.decided_by],
        [texts.happened.code, failed.code === 'TASK_FAILED' ? null : failed.code],
      ]}
    />
  );
}

function LastLines({ address, tryNumber }: { address: InstanceAddress; tryNumber: number }) {
  const texts = useTexts();
  const { data } = useQuery(logEndQuery(address, tryNumber));
  const { lines } = parseRange(data?.text ?? '', data?.start ?? 0);
  const last = lines.filter(({ group }) => group !== 'end').slice(-LAST_LINES);
  if (last.length === 0) return null;
  return (
    <details className={classes.log}>
      <summary>{texts.happened.lastLines}</summary>
      <TextView text={last.map(toPlainLine).join('\n')} label={texts.happened.lastLines} />
    </details>
  );
}

function Similar({ address, code }: { address: InstanceAddress; code: string }) {
  const texts = useTexts();
  const format = useFormat();
  const { data } = useQuery(failuresQuery(address));
  if (data === undefined) return null;
  const { runId, mapIndex } = address;
  const others = data.filter(
    (one) => one.error?.code === code && (one.dag_run_id !== runId || one.map_index !== mapIndex),
  );
  if (others.length === 0) return null;
  return (
    <div>
      <Title order={3} size="h6">
        {texts.happened.similar}
      </Title>
      <ul className={classes.similar}>
        {others.slice(0, NAMED).map((one) => (
          <li key={`${one.dag_run_id} ${one.map_index}`}>
            <Link
              to="/dags/$dagId/runs/$runId/tasks/$taskId"
              params={{ dagId: one.dag_id, runId: one.dag_run_id, taskId: one.task_id }}
              search={{ view: undefined, map: one.map_index >= 0 ? one.map_index : undefined }}
            >
              {one.dag_run_id}
              {one.map_index >= 0 && ` [${one.map_index}]`}
            </Link>{' '}
            <Text span size="xs" c="dimmed">
              {format.short(one.end_date)}
            </Text>
          </li>
        ))}
      </ul>
      {others.length > NAMED && texts.why.moreHolders(others.length - NAMED)}
    </div>
  );
}
