import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Run, runEditsQuery, upstreamEventsQuery } from '#shared/api/queries/runs.ts';
import { elapsed } from '#shared/format/format.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { useNow } from '#shared/widgets/use-now.ts';
import classes from './run-details.module.css';

/** When, why and with what a run came about. */
export function RunDetails({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const interval = [run.data_interval_start, run.data_interval_end].map(format.dateTime).filter(Boolean).join(' – ');
  const hasConf = run.conf !== null && Object.keys(run.conf).length > 0;
  return (
    <Stack>
      <RunTimeline run={run} />
      <Facts
        items={[
          [texts.run.interval, interval],
          [texts.run.triggeredBy, [run.triggered_by, run.triggering_user_name].filter(Boolean).join(', ')],
          [texts.run.version, run.dag_versions.map((version) => version.version_number).join(', ')],
          [texts.compare.bundle, run.bundle_version],
          [texts.compare.partition, run.partition_key],
        ]}
      />
      <UpstreamEvents run={run} />
      <Title order={2} size="h5">
        {texts.run.conf}
      </Title>
      {hasConf ? <JsonView value={run.conf} label={texts.run.conf} /> : <Text c="dimmed">{texts.run.noConf}</Text>}
      <RunEdits run={run} />
    </Stack>
  );
}

/** When what became of the run, and how long that took. */
function RunTimeline({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const now = useNow(run.state === 'running' || run.state === 'queued');
  const steps = [
    [texts.run.runAfter, run.run_after, null],
    [texts.task.queuedAt, run.queued_at, null],
    [texts.run.started, run.start_date, elapsed(run.queued_at, run.start_date, now)],
    [texts.run.ended, run.end_date, elapsed(run.start_date, run.end_date, now)],
  ] as const;
  return (
    <ol className={classes.timeline} aria-label={texts.compare.timeline}>
      {steps
        .filter(([, at]) => at !== null)
        .map(([name, at, took]) => (
          <li key={name}>
            <strong>{name}</strong> {format.dateTime(at)}
            {took !== null && (
              <Text span size="sm" c="dimmed">
                {` ${texts.compare.after(format.duration(took))}`}
              </Text>
            )}
          </li>
        ))}
    </ol>
  );
}

/** The events of assets that triggered the run. */
function UpstreamEvents({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const { data } = useQuery(upstreamEventsQuery(run.dag_id, run.dag_run_id));
  if (!data || data.asset_events.length === 0) return null;
  return (
    <div>
      <Title order={2} size="h5">
        {texts.compare.events}
      </Title>
      <ul>
        {data.asset_events.map((event) => (
          <li key={event.id}>
            {event.name ?? event.uri} · {format.dateTime(event.timestamp)}
            {event.source_dag_id && event.source_run_id && (
              <>
                {' · '}
                <Link to="/dags/$dagId/runs/$runId" params={{ dagId: event.source_dag_id, runId: event.source_run_id }}>
                  {[event.source_dag_id, event.source_run_id, event.source_task_id].filter(Boolean).join(' ')}
                </Link>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** With what the run ran again otherwise than before. */
function RunEdits({ run }: { run: Run }) {
  const texts = useTexts();
  const format = useFormat();
  const { data } = useQuery(runEditsQuery(run.dag_id, run.dag_run_id));
  if (!data || data.edits.length === 0) return null;
  return (
    <div>
      <Title order={2} size="h5">
        {texts.compare.edits}
      </Title>
      {data.edits.map(({ when, user, ...changes }) => (
        <div key={when}>
          <Text size="sm">{[format.dateTime(when), user].filter(Boolean).join(' · ')}</Text>
          <JsonView value={changes} label={texts.compare.edits} />
        </div>
      ))}
    </div>
  );
}
