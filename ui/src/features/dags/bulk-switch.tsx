import { Button, Group, Text } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useBulkSwitch } from './use-bulk-switch.tsx';

interface Props {
  readonly chosen: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** Switches all chosen DAGs. */
export function BulkSwitch({ chosen, onDone }: Props) {
  const texts = useTexts();
  const { change, isPending } = useBulkSwitch(onDone);
  if (chosen.size === 0) return null;
  return (
    <Group gap="xs">
      <Text size="sm" role="status">
        {texts.dags.chosen(chosen.size)}
      </Text>
      {([false, true] as const).map((isPaused) => (
        <Button
          key={String(isPaused)}
          variant="default"
          size="compact-md"
          loading={isPending}
          onClick={() => change([...chosen], isPaused)}
        >
          {isPaused ? texts.dags.switchOff : texts.dags.switchOn}
        </Button>
      ))}
    </Group>
  );
}
