import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { call } from '#shared/api/client.ts';
import type { Run } from '#shared/api/queries/runs.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { type Change, ConfirmDialog } from './confirm-dialog.tsx';
import type { Scope } from './rerun.ts';
import { RerunDialog } from './rerun-dialog.tsx';

/** Run again, all or what failed, or mark. Shown to who may do it. */
export function RunActions({ run }: { run: Run }) {
  const texts = useTexts();
  const [scope, setScope] = useState<Scope | null>(null);
  const [change, setChange] = useState<Change | null>(null);
  const path = { dag_id: run.dag_id, dag_run_id: run.dag_run_id };

  const mark = (state: 'success' | 'failed'): Change => ({
    title: texts.confirm.markTitle(texts.state[state]),
    button: texts.confirm.markButton,
    explanation: texts.confirm.markRun(texts.state[state]),
    apply: () => call('PATCH /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}', { path, body: { state } }),
  });

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="sm"
            variant="default"
            leftSection={<Icon name="again" size={16} />}
            rightSection={<Icon name="chevron" size={16} />}
          >
            {texts.run.actions}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setScope('failed')}>{texts.run.rerunFailed}</Menu.Item>
          <Menu.Item onClick={() => setScope('all')}>{texts.rerun.open}</Menu.Item>
          <Menu.Divider />
          {run.state !== 'success' && (
            <Menu.Item onClick={() => setChange(mark('success'))}>{texts.run.markSuccess}</Menu.Item>
          )}
          {run.state !== 'failed' && (
            <Menu.Item onClick={() => setChange(mark('failed'))}>{texts.run.markFailed}</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {scope !== null && (
        <RerunDialog
          target={{ dagId: run.dag_id, runId: run.dag_run_id }}
          scope={scope}
          onClose={() => setScope(null)}
        />
      )}
      {change !== null && <ConfirmDialog change={change} onClose={() => setChange(null)} />}
    </>
  );
}
