import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { explain } from '#shared/widgets/messages.tsx';
import { useUndoNotice } from '#shared/widgets/use-undo-notice.tsx';

/** Says what was done on the server, with a button that takes it back. */
export function useUndo(): (done: string, takeBack: () => Promise<void>) => void {
  const texts = useTexts();
  const client = useQueryClient();
  const notice = useUndoNotice();
  return (done, takeBack) =>
    notice(done, async () => {
      try {
        await takeBack();
        notifications.show({ color: 'green', message: texts.rerun.undone });
      } catch (error) {
        notifications.show({ color: 'red', title: texts.confirm.failed, message: explain(error, texts) });
      }
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'layout' });
    });
}
