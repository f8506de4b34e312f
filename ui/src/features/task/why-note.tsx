import { Alert, List, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TaskHolder, WaitReason } from '#shared/api/extra-operations.ts';
import { explanationQuery, type InstanceAddress } from '#shared/api/queries/tasks.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { neverRan, reasonText } from './reason-text.ts';

/** Every reason for which a task does not run, who holds what it waits for, and when it is expected to start. */
export function WhyNote({ address }: { address: InstanceAddress }) {
  const texts = useTexts();
  const format = useFormat();
  const { data, error, refetch } = useQuery(explanationQuery(address));
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Waiting />;
  const { reasons, expected_start: start, assumptions } = data;
  const unknown = neverRan(assumptions);
  return (
    <Alert color="blue" variant="light" title={texts.why.title} data-testid="task-why">
      <Stack gap="xs">
        {reasons.length === 0 ? (
          <Text size="sm">{texts.why.nothing}</Text>
        ) : (
          <List size="sm" spacing={6}>
            {reasons.map((reason) => (
              <List.Item key={reason.code + reason.message}>
                {reasonText(reason, texts, format)}
                <Holders reason={reason} />
              </List.Item>
            ))}
          </List>
        )}
        {reasons.length > 0 && (
          <Text size="sm">
            <strong>{texts.why.expected}</strong>
            {' : '}
            {start === null ? texts.why.unknown : `${format.dateTime(start)} (${format.relative(start)})`}
          </Text>
        )}
        {start !== null && (
          <Text size="xs" c="dimmed">
            {texts.why.assumes} {unknown !== '' && texts.why.neverRan(unknown)}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

function Holders({ reason }: { reason: WaitReason }) {
  const texts = useTexts();
  if (reason.holders.length === 0) return null;
  const more = reason.holders_total - reason.holders.length;
  return (
    <Text size="xs" component="div" mt={2}>
      {texts.why.heldBy}
      <List size="xs" withPadding>
        {reason.holders.map((holder) => (
          <List.Item key={`${holder.dag_id} ${holder.dag_run_id} ${holder.task_id} ${holder.map_index}`}>
            <HolderLink holder={holder} />
          </List.Item>
        ))}
      </List>
      {more > 0 && texts.why.moreHolders(more)}
    </Text>
  );
}

function HolderLink({ holder }: { holder: TaskHolder }) {
  const texts = useTexts();
  const format = useFormat();
  const { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex } = holder;
  const since = holder.start_date === null ? '' : ` ${texts.why.since(format.dateTime(holder.start_date))}`;
  if (taskId === null) {
    return (
      <>
        <Link to="/dags/$dagId/runs/$runId" params={{ dagId, runId }}>
          {texts.why.wholeRun(`${dagId} ${runId}`)}
        </Link>
        {since}
      </>
    );
  }
  const index = mapIndex !== null && mapIndex >= 0 ? mapIndex : undefined;
  return (
    <>
      <Link
        to="/dags/$dagId/runs/$runId/tasks/$taskId"
        params={{ dagId, runId, taskId }}
        search={{ view: undefined, map: index }}
      >
        {`${dagId} ${runId} ${taskId}${index === undefined ? '' : ` [${index}]`}`}
      </Link>
      {since}
    </>
  );
}
