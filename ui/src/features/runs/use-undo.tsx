import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';

/** So long a change can be taken back. ms */
const UNDO_MS = 10_000;

/** Says what was done, with a button that takes it back. */
export function useUndo(): (done: string, takeBack: () => Promise<void>) => void {
  const texts = useTexts();
  const client = useQueryClient();
  return (done, takeBack) => {
    const undo = async () => {
      notifications.hide(id);
      try {
        await takeBack();
        notifications.show({ color: 'green', message: texts.rerun.undone });
      } catch (error) {
        notifications.show({ color: 'red', title: texts.confirm.failed, message: explain(error, texts) });
      }
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'layout' });
    };
    const id = notifications.show({
      autoClose: UNDO_MS,
      closeButtonProps: { 'aria-label': texts.common.close },
      message: (
        <Group justify="space-between" gap="sm">
          <Text size="sm">{done}</Text>
          <Button size="compact-sm" variant="default" onClick={() => void undo()}>
            {texts.rerun.undo}
          </Button>
        </Group>
      ),
    });
  };
}
