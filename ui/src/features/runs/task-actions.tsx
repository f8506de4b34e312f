import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { TaskInstance } from '#shared/api/queries/tasks.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { MarkDialog } from './mark-dialog.tsx';
import type { Scope } from './rerun.ts';
import { RerunDialog } from './rerun-dialog.tsx';

/** Run a task again, with what stands around it, or mark it. Shown to who may do it. */
export function TaskActions({ task }: { task: TaskInstance }) {
  const texts = useTexts();
  const [scope, setScope] = useState<Scope | null>(null);
  const [mark, setMark] = useState<'success' | 'failed' | null>(null);
  const target = { dagId: task.dag_id, runId: task.dag_run_id, taskId: task.task_id, mapIndex: task.map_index };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" rightSection={<Icon name="chevron" size={14} />}>
            {texts.run.actions}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{texts.rerun.title}</Menu.Label>
          {(['downstream', 'only', 'upstream'] as const).map((one) => (
            <Menu.Item key={one} onClick={() => setScope(one)}>
              {texts.rerun[one]}
            </Menu.Item>
          ))}
          <Menu.Divider />
          {task.state !== 'success' && (
            <Menu.Item onClick={() => setMark('success')}>{texts.run.markSuccess}</Menu.Item>
          )}
          {task.state !== 'failed' && <Menu.Item onClick={() => setMark('failed')}>{texts.run.markFailed}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {scope !== null && <RerunDialog target={target} scope={scope} onClose={() => setScope(null)} />}
      {mark !== null && <MarkDialog task={task} state={mark} onClose={() => setMark(null)} />}
    </>
  );
}
