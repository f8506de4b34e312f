import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { type Change, ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { byRun, type Chosen } from './chosen-instances.ts';

/** Run the chosen instances again, or mark them, after the server has said how many that changes. */
export function InstanceActions({ chosen, onDone }: { chosen: readonly Chosen[]; onDone: () => void }) {
  const texts = useTexts();
  const [change, setChange] = useState<Change | null>(null);

  const clear = (title: string, withFollowing: boolean): Change => {
    const send = async (isPreview: boolean) => {
      let count = 0;
      for (const { dagId, runId, taskIds } of byRun(chosen)) {
        const { task_instances, total_entries } = await call('POST /api/v2/dags/{dag_id}/clearTaskInstances', {
          path: { dag_id: dagId },
          body: {
            dry_run: isPreview,
            dag_run_id: runId,
            task_ids: taskIds,
            only_failed: false,
            include_downstream: withFollowing,
          },
        });
        count += total_entries ?? task_instances.length;
      }
      return count;
    };
    return {
      title,
      button: texts.confirm.clearButton,
      explanation: texts.confirm.clear,
      preview: () => send(true),
      apply: () => send(false).then(onDone),
    };
  };

  const mark = (state: 'success' | 'failed'): Change => {
    const others = chosen.filter((one) => one.state !== state);
    const entities = others.map(({ dag_id, dag_run_id, task_id, map_index }) => ({
      dag_id,
      dag_run_id,
      task_id,
      map_index,
      new_state: state,
    }));
    return {
      title: texts.confirm.markTitle(texts.state[state]),
      button: texts.confirm.markButton,
      explanation: (count) => texts.instances.markHint(count, texts.state[state]),
      preview: () => Promise.resolve(others.length),
      apply: async () => {
        const { update } = await call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
          path: { dag_id: '~', dag_run_id: '~' },
          body: { actions: [{ action: 'update', entities, action_on_non_existence: 'skip' }] },
        });
        const [problem] = update?.errors ?? [];
        if (problem) throw new Error(String(problem.error));
        onDone();
      },
    };
  };

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<Icon name="again" size={16} />}
            rightSection={<Icon name="chevron" size={16} />}
          >
            {texts.instances.change(chosen.length)}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChange(clear(texts.confirm.clearTitle, false))}>
            {texts.instances.clear}
          </Menu.Item>
          <Menu.Item onClick={() => setChange(clear(texts.instances.clearFollowing, true))}>
            {texts.instances.clearFollowing}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setChange(mark('success'))}>{texts.run.markSuccess}</Menu.Item>
          <Menu.Item onClick={() => setChange(mark('failed'))}>{texts.run.markFailed}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {change !== null && <ConfirmDialog change={change} onClose={() => setChange(null)} />}
    </>
  );
}
