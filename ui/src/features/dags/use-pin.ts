import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '#shared/api/client.ts';
import { favoritesQuery } from '#shared/api/queries/dags.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** Whether the user has pinned the DAG, and how to change that. */
export function usePin(dagId: string) {
  const texts = useTexts();
  const client = useQueryClient();
  const isPinned = useQuery(favoritesQuery).data?.some((dag) => dag.dag_id === dagId) ?? false;
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      call(isPinned ? 'POST /api/v2/dags/{dag_id}/unfavorite' : 'POST /api/v2/dags/{dag_id}/favorite', {
        path: { dag_id: dagId },
      }),
    onError: (error) => notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.favorites }),
        client.invalidateQueries({ queryKey: keys.dagLists }),
      ]),
  });
  return { isPinned, isPending, toggle: () => mutate() };
}
