import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { call } from '#shared/api/client.ts';
import { ApiError } from '#shared/api/errors.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** Starts a run of this moment. Where a param has no default, `onAsk` is called instead: a person has to give it. */
export function useTriggerNow(onAsk: (dagId: string) => void) {
  const texts = useTexts();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: (dagId: string) =>
      call('POST /api/v2/dags/{dag_id}/dagRuns', {
        path: { dag_id: dagId },
        body: { logical_date: new Date().toISOString() },
      }),
    onSuccess: (run) =>
      notifications.show({
        color: 'green',
        title: texts.trigger.started(run.dag_run_id),
        message: (
          <Link to="/dags/$dagId/runs/$runId" params={{ dagId: run.dag_id, runId: run.dag_run_id }}>
            {texts.trigger.open}
          </Link>
        ),
      }),
    onError: (error, dagId) => {
      if (error instanceof ApiError && error.code === 'PARAMS_INVALID') return onAsk(dagId);
      notifications.show({ color: 'red', title: texts.trigger.failed, message: explain(error, texts) });
    },
    onSettled: (_run, _error, dagId) => client.invalidateQueries({ queryKey: keys.runsOf(dagId) }),
  });
  return { trigger: (dagId: string) => mutate(dagId), isPending };
}
