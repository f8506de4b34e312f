import { notifications } from '@mantine/notifications';
import { type InfiniteData, useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '#shared/api/client.ts';
import type { Dag, DagDetails } from '#shared/api/queries/dags.ts';
import { keys } from '#shared/api/queries/keys.ts';
import type { Page } from '#shared/api/queries/paging.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

type Dags = InfiniteData<Page<Dag>>;

/** Switches a DAG on or off: shown at once, taken back with a message when the server refuses. */
export function useDagSwitch(dagId: string) {
  const client = useQueryClient();
  const texts = useTexts();

  const show = (isPaused: boolean) => {
    client.setQueriesData<Dags>({ queryKey: keys.dagLists }, (list) => {
      if (list === undefined) return list;
      const change = (dag: Dag) => (dag.dag_id === dagId ? { ...dag, is_paused: isPaused } : dag);
      return { ...list, pages: list.pages.map((page) => ({ ...page, rows: page.rows.map(change) })) };
    });
    client.setQueryData<DagDetails>(keys.dag(dagId), (dag) => dag && { ...dag, is_paused: isPaused });
  };

  return useMutation({
    mutationFn: (isPaused: boolean) =>
      call('PATCH /api/v2/dags/{dag_id}', { path: { dag_id: dagId }, body: { is_paused: isPaused } }),
    onMutate: async (isPaused) => {
      // An answer that is under way would show the old position again.
      await client.cancelQueries({ queryKey: keys.dagLists });
      await client.cancelQueries({ queryKey: keys.dag(dagId), exact: true });
      show(isPaused);
    },
    onError: (error, isPaused) => {
      show(!isPaused);
      notifications.show({ color: 'red', title: texts.dags.switchFailed(dagId), message: explain(error, texts) });
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.dagLists });
      void client.invalidateQueries({ queryKey: keys.dagCounts });
      void client.invalidateQueries({ queryKey: keys.dag(dagId), exact: true });
    },
  });
}
