import { ActionIcon } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { usePin } from './use-pin.ts';

/** Pins the DAG to the home page of the user, or takes it off. */
export function PinButton({ dagId }: { dagId: string }) {
  const texts = useTexts();
  const { isPinned, isPending, toggle } = usePin(dagId);
  return (
    <ActionIcon
      variant="subtle"
      color={isPinned ? 'yellow.8' : 'gray'}
      aria-pressed={isPinned}
      aria-label={texts.dags.pin(dagId)}
      title={texts.dags.pin(dagId)}
      disabled={isPending}
      onClick={toggle}
    >
      <Icon name={isPinned ? 'starred' : 'star'} size={18} />
    </ActionIcon>
  );
}
