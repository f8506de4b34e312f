import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTexts } from '#shared/preferences/use-preferences.ts';

/** So long a change can be taken back. ms */
const UNDO_MS = 10_000;

/** Says what was done, with a button that takes it back. */
export function useUndoNotice(): (done: string, takeBack: () => unknown) => void {
  const texts = useTexts();
  return (done, takeBack) => {
    const id = notifications.show({
      autoClose: UNDO_MS,
      closeButtonProps: { 'aria-label': texts.common.close },
      message: (
        <Group justify="space-between" gap="sm">
          <Text size="sm">{done}</Text>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              notifications.hide(id);
              takeBack();
            }}
          >
            {texts.rerun.undo}
          </Button>
        </Group>
      ),
    });
  };
}
