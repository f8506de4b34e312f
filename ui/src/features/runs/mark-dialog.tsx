import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import { runQuery } from '#shared/api/queries/runs.ts';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import { type Affected, ChangePreview } from './change-preview.tsx';
import { undoOf } from './rerun.ts';
import { useUndo } from './use-undo.tsx';

interface Props {
  readonly task: TaskInstance;
  readonly state: 'success' | 'failed';
  readonly onClose: () => void;
}

const PARTS = ['include_upstream', 'include_downstream', 'include_past', 'include_future'] as const;
type Part = (typeof PARTS)[number];

/** Marks a task, with what stands around it where that is wanted; shows what that will be before, and offers to take it back after. */
export function MarkDialog({ task, state, onClose }: Props) {
  const texts = useTexts();
  const client = useQueryClient();
  const offerUndo = useUndo();
  const [parts, setParts] = useState<readonly Part[]>([]);
  const run = useQuery(runQuery(task.dag_id, task.dag_run_id)).data;
  const path = { dag_id: task.dag_id, dag_run_id: task.dag_run_id, task_id: task.task_id };
  const body = { new_state: state, ...Object.fromEntries(parts.map((part) => [part, true])) };
  const query = task.map_index < 0 ? {} : { map_index: task.map_index };
  const preview = useQuery({
    queryKey: ['preview', path, query, body],
    queryFn: async (): Promise<Affected> => {
      const { task_instances: all } = await call(
        'PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/dry_run',
        { path, query, body },
      );
      const tasks = all.filter((one) => one.state !== state);
      return { tasks, total: tasks.length };
    },
    gcTime: 0,
    staleTime: 0,
  });
  const undo = preview.data && undoOf(preview.data.tasks);
  const apply = useMutation({
    mutationFn: () =>
      call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}', { path, query, body }),
    onSuccess: () => {
      if (undo) offerUndo(texts.rerun.done(preview.data?.total ?? 0), () => takeBack(task.dag_id, undo));
      onClose();
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'layout' }),
  });
  const names: Readonly<Record<Part, string>> = {
    include_upstream: texts.rerun.upstreamToo,
    include_downstream: texts.rerun.downstreamToo,
    include_past: texts.rerun.past,
    include_future: texts.rerun.future,
  };
  const offered = PARTS.filter((part) => !/past|future/.test(part) || (run !== undefined && run.logical_date !== null));
  const toggle = (part: Part) =>
    setParts((before) => (before.includes(part) ? before.filter((one) => one !== part) : [...before, part]));
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.confirm.markTitle(texts.state[state])}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      centered
      size="lg"
    >
      <Stack>
        {apply.isError && <Failure error={apply.error} title={texts.confirm.failed} />}
        <Stack gap={6}>
          {offered.map((part) => (
            <Checkbox key={part} label={names[part]} checked={parts.includes(part)} onChange={() => toggle(part)} />
          ))}
        </Stack>
        <ChangePreview
          affected={preview.data}
          error={preview.error}
          words={(count) => texts.rerun.marked(count, texts.state[state])}
          runId={task.dag_run_id}
        />
        {undo === null && (
          <Text size="sm" c="dimmed">
            {texts.rerun.noUndo}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            disabled={!preview.data?.total}
            loading={apply.isPending}
            onClick={() => apply.mutate()}
            data-autofocus
          >
            {texts.confirm.markButton}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

async function takeBack(dagId: string, undo: NonNullable<ReturnType<typeof undoOf>>): Promise<void> {
  for (const [runId, entities] of undo)
    await call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
      path: { dag_id: dagId, dag_run_id: runId },
      body: { actions: [{ action: 'update', entities }] },
    });
}
