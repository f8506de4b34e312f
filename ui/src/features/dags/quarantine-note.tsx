import { Alert, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Quarantine } from '#shared/api/extra-operations.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { useDagSwitch } from './use-dag-switch.ts';

/** Why the scheduler has switched the DAG off, and the way out. */
export function QuarantineNote({ dagId, quarantine }: { dagId: string; quarantine: Quarantine }) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const toggle = useDagSwitch(dagId);
  const { since, crashes, task_id: taskId, dag_run_id: runId, code } = quarantine;
  return (
    <Alert
      color="orange"
      variant="light"
      role="alert"
      title={
        // The colour of the alert is too pale for text on its own ground.
        <Text span inherit c="bright">{`${texts.dag.quarantined} · ${format.dateTime(since)}`}</Text>
      }
    >
      <Text size="sm">{texts.dag.quarantineReason(crashes, taskId, code)}</Text>
      <Group gap="md" mt="xs">
        {mayChange && (
          <Button size="compact-sm" variant="default" onClick={() => toggle.mutate(false)}>
            {texts.dag.release}
          </Button>
        )}
        <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId }}>
          {texts.dag.quarantineRun}
        </Link>
      </Group>
    </Alert>
  );
}
