import { Button, Checkbox, Group, JsonInput, Modal, Radio, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { parseConf, showConf } from '#features/trigger/conf.ts';
import { call } from '#shared/api/client.ts';
import { dagQuery } from '#shared/api/queries/dags.ts';
import { runQuery } from '#shared/api/queries/runs.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Failure } from '#shared/widgets/messages.tsx';
import { type Affected, ChangePreview } from './change-preview.tsx';
import { clearBody, mayEditConf, type RerunChoice, rerunBody, type Scope, scopesOf, type Target } from './rerun.ts';

interface Props {
  readonly target: Target;
  readonly scope: Scope;
  readonly onClose: () => void;
}

/** Runs tasks again: which, with what conf, on which version; shows what that will be before. */
export function RerunDialog({ target, scope, onClose }: Props) {
  const texts = useTexts();
  const client = useQueryClient();
  const { dagId, runId, taskId } = target;
  const [choice, setChoice] = useState<RerunChoice>({
    scope,
    onlyFailed: false,
    past: false,
    future: false,
    onLatest: false,
  });
  const run = useQuery(runQuery(dagId, runId)).data;
  const latest = useQuery(dagQuery(dagId)).data?.latest_dag_version?.version_number;
  const [typed, setTyped] = useState<string | null>(null);
  const isConfAllowed = mayEditConf(target, choice);
  const conf = isConfAllowed ? typed : null;
  const parsed = conf === null ? null : parseConf(conf);
  const change = (part: Partial<RerunChoice>) => setChoice((before) => ({ ...before, ...part }));

  const clear = (isPreview: boolean) =>
    call('POST /api/v2/dags/{dag_id}/clearTaskInstances', {
      path: { dag_id: dagId },
      body: clearBody(target, choice, isPreview),
    });
  const preview = useQuery({
    queryKey: ['preview', target, choice],
    queryFn: async (): Promise<Affected> => {
      const { task_instances: tasks, total_entries: total } = await clear(true);
      return { tasks, total: total ?? tasks.length };
    },
    gcTime: 0,
    staleTime: 0,
  });
  const apply = useMutation({
    mutationFn: (): Promise<unknown> =>
      parsed === null || !('conf' in parsed)
        ? clear(false)
        : call('POST /api/v2/dags/{dag_id}/dagRuns/{dag_run_id}/rerun', {
            path: { dag_id: dagId, dag_run_id: runId },
            body: rerunBody(target, choice, parsed.conf, latest),
          }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'layout' }),
  });
  const hasDate = run !== undefined && run.logical_date !== null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={taskId === undefined ? texts.rerun.title : `${texts.rerun.title} · ${taskId}`}
      closeButtonProps={{ 'aria-label': texts.common.close }}
      centered
      size="lg"
    >
      <Stack>
        {apply.isError && <Failure error={apply.error} title={texts.confirm.failed} />}
        <Radio.Group
          label={texts.rerun.what}
          value={choice.scope}
          onChange={(value) => change({ scope: value as Scope })}
        >
          <Stack gap={6} mt={6}>
            {scopesOf(target).map((one) => (
              <Radio key={one} value={one} label={texts.rerun[one]} />
            ))}
          </Stack>
        </Radio.Group>
        <Stack gap={6}>
          {taskId !== undefined && (
            <Checkbox
              label={texts.rerun.onlyFailed}
              checked={choice.onlyFailed}
              onChange={(event) => change({ onlyFailed: event.currentTarget.checked })}
            />
          )}
          {taskId !== undefined && hasDate && (
            <>
              <Checkbox
                label={texts.rerun.past}
                checked={choice.past}
                onChange={(event) => change({ past: event.currentTarget.checked })}
              />
              <Checkbox
                label={texts.rerun.future}
                checked={choice.future}
                onChange={(event) => change({ future: event.currentTarget.checked })}
              />
            </>
          )}
          <Checkbox
            label={texts.rerun.latest}
            checked={choice.onLatest}
            onChange={(event) => change({ onLatest: event.currentTarget.checked })}
          />
          <Checkbox
            label={texts.rerun.editConf}
            description={isConfAllowed ? undefined : texts.rerun.noConfHere}
            disabled={!isConfAllowed}
            checked={conf !== null}
            onChange={(event) => setTyped(event.currentTarget.checked ? showConf(run?.conf ?? {}) : null)}
          />
        </Stack>
        {conf !== null && (
          <JsonInput
            label={texts.rerun.conf}
            value={conf}
            onChange={setTyped}
            autosize
            minRows={3}
            maxRows={12}
            error={parsed !== null && 'problem' in parsed ? texts.trigger.confNotObject : undefined}
          />
        )}
        <ChangePreview affected={preview.data} error={preview.error} words={texts.rerun.instances} runId={runId} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button
            disabled={!preview.data?.total || (parsed !== null && 'problem' in parsed)}
            loading={apply.isPending}
            onClick={() => apply.mutate()}
          >
            {texts.confirm.clearButton}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
