import { Button, Group, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import type { BackfillRow } from '#shared/api/queries/backfills.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useMayChange } from '#shared/api/use-session.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateMark } from '#shared/state/state-mark.tsx';
import { Facts } from '#shared/widgets/facts.tsx';
import { explain } from '#shared/widgets/messages.tsx';
import { BackfillDates } from './backfill-dates.tsx';
import { markOf, stateOf } from './progress.ts';
import { ProgressBar } from './progress-bar.tsx';

interface Props {
  readonly backfill: BackfillRow;
  /** Its dates are shown. */
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** A backfill: how far it has come, and what can be done with it. */
export function BackfillCard({ backfill, isOpen, onToggle }: Props) {
  const texts = useTexts();
  const format = useFormat();
  const mayChange = useMayChange();
  const { id } = backfill;
  const conf = backfill.dag_run_conf;
  return (
    <Stack component="article" className="card" p="md" gap="sm" aria-label={texts.backfill.name(id)}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm">
          <Title order={2} size="h4">
            {texts.backfill.name(id)}
          </Title>
          <Group gap={6} wrap="nowrap">
            <StateMark state={markOf(backfill)} />
            {texts.backfill.state[stateOf(backfill)]}
          </Group>
        </Group>
        {mayChange && backfill.completed_at === null && <Actions backfill={backfill} />}
      </Group>
      <ProgressBar backfill={backfill} />
      <Facts
        items={[
          [texts.backfill.range, `${format.dateTime(backfill.from_date)} - ${format.dateTime(backfill.to_date)}`],
          [texts.backfill.rule, texts.backfill.behaviour[backfill.reprocess_behavior]],
          [texts.backfill.most, backfill.max_active_runs],
          [texts.backfill.started_at, format.dateTime(backfill.created_at)],
          [texts.backfill.ended_at, backfill.completed_at && format.dateTime(backfill.completed_at)],
          [
            texts.run.conf,
            conf && Object.keys(conf).length > 0 ? (
              <span key="conf" className="mono">
                {JSON.stringify(conf)}
              </span>
            ) : null,
          ],
        ]}
      />
      <Button
        size="compact-sm"
        variant="default"
        style={{ alignSelf: 'flex-start' }}
        aria-expanded={isOpen}
        aria-label={texts.backfill.showDates(id)}
        onClick={onToggle}
      >
        {texts.backfill.dates}
      </Button>
      {isOpen && <BackfillDates backfill={backfill} />}
    </Stack>
  );
}

function Actions({ backfill }: { backfill: BackfillRow }) {
  const texts = useTexts();
  const client = useQueryClient();
  const [isCancelling, setCancelling] = useState(false);
  const { id, dag_id: dagId, is_paused: isPaused } = backfill;
  const path = { backfill_id: id };
  const pause = useMutation({
    mutationFn: () =>
      isPaused
        ? call('PUT /api/v2/backfills/{backfill_id}/unpause', { path })
        : call('PUT /api/v2/backfills/{backfill_id}/pause', { path }),
    onError: (error) =>
      notifications.show({ color: 'red', title: texts.confirm.failed, message: explain(error, texts) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.backfills(dagId) }),
  });
  return (
    <Group gap="xs">
      <Button
        size="compact-md"
        variant="default"
        aria-label={isPaused ? texts.backfill.goOnIt(id) : texts.backfill.pauseIt(id)}
        loading={pause.isPending}
        onClick={() => pause.mutate()}
      >
        {isPaused ? texts.backfill.goOn : texts.backfill.pause}
      </Button>
      <Button
        size="compact-md"
        variant="default"
        aria-label={texts.backfill.cancelIt(id)}
        onClick={() => setCancelling(true)}
      >
        {texts.backfill.cancel}
      </Button>
      {isCancelling && (
        <ConfirmDialog
          change={{
            title: texts.backfill.cancelIt(id),
            button: texts.backfill.cancelIt(id),
            explanation: texts.backfill.cancelMeans,
            apply: () => call('PUT /api/v2/backfills/{backfill_id}/cancel', { path }),
          }}
          onClose={() => setCancelling(false)}
        />
      )}
    </Group>
  );
}
