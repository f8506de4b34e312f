import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useStored } from '#shared/preferences/use-stored.ts';
import { Icon } from '#shared/widgets/icons.tsx';

interface Saved<T> {
  readonly name: string;
  readonly value: T;
}

interface Props<T> {
  /** Under this name this browser keeps them. */
  readonly store: string;
  /** Shown where nothing is kept. */
  readonly none: string;
  /** What would be kept now; null: nothing that could be. */
  readonly value: T | null;
  readonly onChoose: (value: T) => void;
}

/** Values under names, kept in this browser: chosen, forgotten, and the present one kept. */
export function SavedValues<T>({ store, none, value, onChoose }: Props<T>) {
  const texts = useTexts();
  const [saved, setSaved] = useStored<readonly Saved<T>[]>(store, []);
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const save = (event: FormEvent) => {
    event.preventDefault();
    // It may stand within another form, which is not sent by it.
    event.stopPropagation();
    if (name === '' || value === null) return;
    setSaved([...saved.filter((one) => one.name !== name), { name, value }]);
    setTyped('');
  };
  return (
    <Stack gap="xs">
      {saved.length === 0 && (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      )}
      {saved.map((one) => (
        <Group key={one.name} gap={4} wrap="nowrap">
          <Button variant="subtle" size="compact-md" justify="flex-start" flex={1} onClick={() => onChoose(one.value)}>
            {one.name}
          </Button>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={texts.list.savedForget(one.name)}
            onClick={() => setSaved(saved.filter((other) => other !== one))}
          >
            <Icon name="close" size={14} />
          </ActionIcon>
        </Group>
      ))}
      <form onSubmit={save}>
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            label={texts.list.savedName}
            maxLength={80}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" variant="default" disabled={name === '' || value === null}>
            {texts.list.save}
          </Button>
        </Group>
      </form>
    </Stack>
  );
}
