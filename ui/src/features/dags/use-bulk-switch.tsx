import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '#shared/api/client.ts';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** So many requests are under way at a time. */
const AT_ONCE = 6;
const UNDO_MS = 10_000;

interface Wanted {
  readonly dagIds: readonly string[];
  readonly isPaused: boolean;
  readonly isUndo?: boolean;
}

/** Switches many DAGs on or off. What was changed can be undone for a while. */
export function useBulkSwitch(onDone: () => void) {
  const texts = useTexts();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ dagIds, isPaused }: Wanted) => switchAll(dagIds, isPaused),
    onSuccess: ({ changed, errors }, { isPaused, isUndo }) => {
      onDone();
      const id = crypto.randomUUID();
      const undo = () => {
        notifications.hide(id);
        mutate({ dagIds: changed, isPaused: !isPaused, isUndo: true });
      };
      if (changed.length > 0)
        notifications.show({
          id,
          autoClose: UNDO_MS,
          title: isPaused ? texts.dags.switchedOff(changed.length) : texts.dags.switchedOn(changed.length),
          message: isUndo ? null : (
            <Button size="compact-sm" variant="default" onClick={undo}>
              {texts.dags.undo}
            </Button>
          ),
        });
      for (const [dagId, error] of errors)
        notifications.show({ color: 'red', title: texts.dags.switchFailed(dagId), message: explain(error, texts) });
    },
    onSettled: () => {
      for (const queryKey of [keys.dagLists, keys.dagCounts, keys.favorites, ['dag']])
        void client.invalidateQueries({ queryKey });
    },
  });
  return {
    change: (dagIds: readonly string[], isPaused: boolean) => mutate({ dagIds, isPaused }),
    isPending,
  };
}

/** Which of them were on the other side before, and those that the server refused. */
async function switchAll(dagIds: readonly string[], isPaused: boolean) {
  const waiting = [...dagIds];
  const changed: string[] = [];
  const errors: [dagId: string, error: unknown][] = [];
  const switchNext = async () => {
    for (let dagId = waiting.shift(); dagId !== undefined; dagId = waiting.shift()) {
      try {
        const path = { dag_id: dagId };
        const before = await call('GET /api/v2/dags/{dag_id}', { path });
        if (before.is_paused === isPaused) continue;
        await call('PATCH /api/v2/dags/{dag_id}', { path, body: { is_paused: isPaused } });
        changed.push(dagId);
      } catch (error) {
        errors.push([dagId, error]);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, switchNext));
  return { changed, errors };
}
