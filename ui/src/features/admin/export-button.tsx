import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { explain } from '#shared/widgets/messages.tsx';
import { saveFile } from './save-file.ts';

interface Props<T> {
  readonly file: string;
  /** Writes the secrets as well. */
  readonly command: string;
  readonly read: () => Promise<readonly T[]>;
  readonly write: (all: readonly T[]) => string;
  readonly isMasked: (one: T) => boolean;
}

/** Saves all there is as a file, and says how many secrets are masked in it. */
export function ExportButton<T>({ file, command, read, write, isMasked }: Props<T>) {
  const texts = useTexts();
  const save = useMutation({
    mutationFn: read,
    onSuccess: (all) => {
      saveFile(file, write(all));
      const masked = all.filter(isMasked).length;
      if (masked === 0) return;
      const title = texts.admin.exportMasked(masked);
      notifications.show({ color: 'yellow', title, message: texts.admin.exportMaskedHint(command) });
    },
    onError: (error) => notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) }),
  });
  return (
    <Button
      variant="default"
      leftSection={<Icon name="download" size={16} />}
      loading={save.isPending}
      onClick={() => save.mutate()}
    >
      {texts.admin.export}
    </Button>
  );
}
