import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { type Change, ConfirmDialog } from '#features/runs/confirm-dialog.tsx';
import { call } from '#shared/api/client.ts';
import type { GridRun } from '#shared/api/queries/grid.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import type { ChosenRun } from './grid-cells.ts';

interface Props {
  readonly dagId: string;
  readonly runs: readonly GridRun[];
  readonly chosen: readonly ChosenRun[];
  readonly onDone: () => void;
}

/** What can be done with the chosen cells, each with the number of task instances that it would change. */
export function GridActions({ dagId, runs, chosen, onDone }: Props) {
  const texts = useTexts();
  const [change, setChange] = useState<Change | null>(null);
  const instances = chosen.reduce((sum, run) => sum + run.instances, 0);
  return (
    <Group gap="xs" role="toolbar" aria-label={texts.grid.chosen(instances, chosen.length)}>
      <Text size="sm" fw={600} role="status">
        {texts.grid.chosen(instances, chosen.length)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={() => setChange(clear(dagId, chosen, texts))}>
        {texts.grid.clear}
      </Button>
      {(['success', 'failed'] as const).map((state) => (
        <Button
          key={state}
          size="compact-sm"
          variant="default"
          onClick={() => setChange(mark(dagId, runs, chosen, state, texts))}
        >
          {state === 'success' ? texts.run.markSuccess : texts.run.markFailed}
        </Button>
      ))}
      <ToolButton name="close" size={26} label={texts.grid.unselect} onClick={onDone} />
      {change !== null && (
        <ConfirmDialog
          change={{ ...change, apply: () => change.apply().then(onDone) }}
          onClose={() => setChange(null)}
        />
      )}
    </Group>
  );
}

/** The server clears one run with one request, and says before how many that would be. */
function clear(dagId: string, chosen: readonly ChosenRun[], texts: Texts): Change {
  const send = async (isPreview: boolean): Promise<number> => {
    let count = 0;
    for (const { runId, taskIds } of chosen) {
      const { task_instances, total_entries } = await call('POST /api/v2/dags/{dag_id}/clearTaskInstances', {
        path: { dag_id: dagId },
        body: { dry_run: isPreview, dag_run_id: runId, task_ids: [...taskIds], only_failed: false },
      });
      count += total_entries ?? task_instances.length;
    }
    return count;
  };
  return {
    title: texts.confirm.clearTitle,
    button: texts.confirm.clearButton,
    explanation: texts.confirm.clear,
    preview: () => send(true),
    apply: () => send(false),
  };
}

/** All of it is one request, and one commit. What is so already is left out: the server would refuse it. */
function mark(
  dagId: string,
  runs: readonly GridRun[],
  chosen: readonly ChosenRun[],
  state: 'success' | 'failed',
  texts: Texts,
): Change {
  const entities: { task_id: string; dag_run_id: string; new_state: typeof state }[] = [];
  let count = 0;
  for (const { runId, taskIds } of chosen) {
    const cells = runs.find((run) => run.dag_run_id === runId)?.cells;
    for (const taskId of taskIds) {
      const others = (cells?.get(taskId)?.counts ?? []).filter((one) => one.state !== state);
      if (others.length === 0) continue;
      count += others.reduce((sum, one) => sum + one.count, 0);
      entities.push({ task_id: taskId, dag_run_id: runId, new_state: state });
    }
  }
  return {
    title: texts.confirm.markTitle(texts.state[state]),
    button: texts.confirm.markButton,
    explanation: (number) => texts.grid.markAll(number, texts.state[state]),
    preview: async () => count,
    apply: async () => {
      const answer = await call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/taskInstances', {
        path: { dag_id: dagId, dag_run_id: '~' },
        body: { actions: [{ action: 'update', entities }] },
      });
      const refused = answer.update?.errors ?? [];
      const [first] = refused;
      if (first) throw new Error(texts.grid.refused(refused.length, String(first.error ?? '')));
    },
  };
}
