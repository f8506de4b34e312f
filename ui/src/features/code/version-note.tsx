import { Alert, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dagQuery } from '#shared/api/queries/dags.ts';
import type { Run } from '#shared/api/queries/runs.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';

/** A run that is of an older version than the newest: what one reads of the DAG is not what it does. */
export function VersionNote({ run }: { run: Run }) {
  const texts = useTexts();
  const dagId = run.dag_id;
  const { data: dag } = useQuery(dagQuery(dagId));
  const version = run.dag_versions.at(-1)?.version_number;
  const newest = dag?.latest_dag_version?.version_number;
  if (version === undefined || newest === undefined || version >= newest) return null;
  return (
    <Alert color="yellow" variant="light" p="xs">
      <Group gap="sm">
        <Text size="sm">{texts.code.older(version, newest)}</Text>
        <Link to="/dags/$dagId/code" params={{ dagId }} search={{ version: newest, with: version }}>
          {texts.code.seeChange}
        </Link>
      </Group>
    </Alert>
  );
}
