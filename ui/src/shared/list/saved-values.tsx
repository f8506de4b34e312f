import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { readStored, useStored, writeStored } from '#shared/preferences/use-stored.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { useUndoNotice } from '#shared/widgets/use-undo-notice.tsx';
import { pinned, putBack, savedIn, without, withSaved } from './saved.ts';

interface Props<T> {
  /** Under this name this browser keeps them. */
  readonly store: string;
  /** Shown where nothing is kept. */
  readonly none: string;
  /** What would be kept now; null: nothing that could be. */
  readonly value: T | null;
  readonly onChoose: (value: T) => void;
  /** Each can be pinned to the home page. */
  readonly isPinnable?: boolean;
}

/** Values under names, kept in this browser: chosen, pinned, forgotten, and the present one kept. */
export function SavedValues<T>({ store, none, value, onChoose, isPinnable = false }: Props<T>) {
  const texts = useTexts();
  const [stored, setSaved] = useStored<unknown>(store, undefined);
  const saved = savedIn<T>(stored);
  const [typed, setTyped] = useState('');
  const forget = useForget<T>(store);
  const name = typed.trim();
  const save = (event: FormEvent) => {
    event.preventDefault();
    // It may stand within another form, which is not sent by it.
    event.stopPropagation();
    if (name === '' || value === null) return;
    setSaved(withSaved(saved, name, value));
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
          <Button
            variant="subtle"
            size="compact-md"
            justify="flex-start"
            flex={1}
            miw={0}
            title={one.name}
            onClick={() => onChoose(one.value)}
          >
            <Text span inherit truncate="end">
              {one.name}
            </Text>
          </Button>
          {isPinnable && (
            <PinView
              name={one.name}
              isPinned={one.isPinned === true}
              onPin={(isPinned) => setSaved(pinned(saved, one.name, isPinned))}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={texts.list.savedForget(one.name)}
            title={texts.list.savedForget(one.name)}
            onClick={() => forget(one.name)}
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

interface PinProps {
  readonly name: string;
  readonly isPinned: boolean;
  readonly onPin: (isPinned: boolean) => void;
}

/** Whether it stands on the home page. */
export function PinView({ name, isPinned, onPin }: PinProps) {
  const texts = useTexts();
  const label = isPinned ? texts.list.savedUnpin(name) : texts.list.savedPin(name);
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} title={label} onClick={() => onPin(!isPinned)}>
      <Icon name={isPinned ? 'starred' : 'star'} size={16} />
    </ActionIcon>
  );
}

/** Forgets it, and offers to keep it again. */
function useForget<T>(store: string): (name: string) => void {
  const texts = useTexts();
  const notice = useUndoNotice();
  return (name) => {
    const all = savedIn<T>(readStored(store));
    const place = all.findIndex((one) => one.name === name);
    const one = all[place];
    if (one === undefined) return;
    writeStored(store, without(all, name));
    notice(texts.list.savedForgotten(name), () =>
      writeStored(store, putBack(savedIn<T>(readStored(store)), one, place)),
    );
  };
}
