import { Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { dagQuery } from '#shared/api/queries/dags.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Facts } from '#shared/widgets/facts.tsx';
import { JsonView } from '#shared/widgets/json-view.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';

const route = getRouteApi('/dags/$dagId/details');

/** What a DAG was declared with. */
export function DetailsPage() {
  const { dagId } = route.useParams();
  const texts = useTexts();
  const format = useFormat();
  const { data: dag, error, isError, refetch } = useQuery(dagQuery(dagId));
  if (isError) return <Failure error={error} onRetry={() => void refetch()} />;
  if (dag === undefined) return <Waiting />;
  const yesNo = (value: boolean) => (value ? texts.dagPages.yes : texts.dagPages.no);
  const json = [
    [texts.dagPages.params, dag.params],
    [texts.dagPages.defaultArgs, dag.default_args],
  ] as const;
  return (
    <Stack>
      <Facts
        items={[
          [texts.dag.file, dag.relative_fileloc],
          [texts.dagPages.bundle, dag.bundle_name],
          [texts.dag.version, dag.latest_dag_version?.version_number],
          [texts.dagPages.parsed, format.dateTime(dag.last_parsed_time)],
          [texts.dagPages.timetable, dag.timetable_description],
          [texts.dagPages.timezone, dag.timezone],
          [texts.dagPages.start, format.dateTime(dag.start_date)],
          [texts.dagPages.end, format.dateTime(dag.end_date)],
          [texts.dagPages.catchup, yesNo(dag.catchup)],
          [texts.dagPages.maxRuns, dag.max_active_runs],
          [texts.dagPages.maxTasks, dag.max_active_tasks],
          [texts.dagPages.maxFailed, dag.max_consecutive_failed_dag_runs || null],
          [texts.dagPages.activeRuns, dag.active_runs_count],
          [texts.dagPages.timeout, dag.dag_run_timeout],
        ]}
      />
      {json.map(([name, value]) =>
        value === null || Object.keys(value).length === 0 ? null : (
          <Stack key={name} gap="xs">
            <Title order={2} size="h5">
              {name}
            </Title>
            <JsonView value={value} label={name} />
          </Stack>
        ),
      )}
    </Stack>
  );
}
