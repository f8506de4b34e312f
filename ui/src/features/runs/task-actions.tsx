import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { type Change, ConfirmDialog } from './confirm-dialog.tsx';

/** Run a task again with what follows it, or mark it. Shown to who may do it. */
export function TaskActions({ task }: { task: TaskInstance }) {
  const texts = useTexts();
  const [change, setChange] = useState<Change | null>(null);
  const isMapped = task.map_index >= 0;

  const clear = (): Change => {
    const send = (isPreview: boolean) =>
      call('POST /api/v2/dags/{dag_id}/clearTaskInstances', {
        path: { dag_id: task.dag_id },
        body: {
          dry_run: isPreview,
          dag_run_id: task.dag_run_id,
          task_ids: [isMapped ? [task.task_id, task.map_index] : task.task_id],
          only_failed: false,
          include_downstream: true,
        },
      });
    return {
      title: texts.confirm.clearTitle,
      button: texts.confirm.clearButton,
      explanation: texts.confirm.clear,
      preview: async () => {
        const { task_instances, total_entries } = await send(true);
        return total_entries ?? task_instances.length;
      },
      apply: () => send(false),
    };
  };

  const mark = (state: 'success' | 'failed'): Change => {
    const path = { dag_id: task.dag_id, dag_run_id: task.dag_run_id, task_id: task.task_id };
    const body = { new_state: state };
    return {
      title: texts.confirm.markTitle(texts.state[state]),
      button: texts.confirm.markButton,
      explanation: texts.confirm.markTask(task.task_id, texts.state[state]),
      apply: () =>
        isMapped
          ? call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}/{map_index}', {
              path: { ...path, map_index: task.map_index },
              body,
            })
          : call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances/{task_id}', { path, body }),
    };
  };

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<Icon name="chevron" size={14} />}>
            {texts.run.actions}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChange(clear())}>{texts.task.clear}</Menu.Item>
          <Menu.Divider />
          {task.state !== 'success' && (
            <Menu.Item onClick={() => setChange(mark('success'))}>{texts.run.markSuccess}</Menu.Item>
          )}
          {task.state !== 'failed' && (
            <Menu.Item onClick={() => setChange(mark('failed'))}>{texts.run.markFailed}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {change !== null && <ConfirmDialog change={change} onClose={() => setChange(null)} />}
    </>
  );
}
