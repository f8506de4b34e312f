import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { useStored } from '#shared/preferences/use-stored.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';

interface Saved {
  readonly name: string;
  readonly search: Readonly<Record<string, unknown>>;
}

interface Props {
  /** Name of the list: each keeps its own. */
  readonly name: string;
  /** What stands after the question mark now. */
  readonly search: object;
  readonly onChoose: (search: Readonly<Record<string, unknown>>) => void;
}

/** Filters and order of a list under a name, kept in this browser. */
export function SavedFilters({ name, search, onChoose }: Props) {
  const texts = useTexts();
  const [saved, setSaved] = useStored<readonly Saved[]>(`aquilon.saved.${name}`, []);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const given = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
  const save = (event: FormEvent) => {
    event.preventDefault();
    const called = typed.trim();
    if (called === '') return;
    setSaved([...saved.filter((one) => one.name !== called), { name: called, search: given }]);
    setTyped('');
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <ToolButton name="bookmark" label={texts.list.saved} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {saved.length === 0 && (
            <Text size="sm" c="dimmed">
              {texts.list.savedNone}
            </Text>
          )}
          {saved.map((one) => (
            <Group key={one.name} gap={4} wrap="nowrap">
              <Button
                variant="subtle"
                size="compact-md"
                justify="flex-start"
                flex={1}
                onClick={() => {
                  onChoose(one.search);
                  setOpen(false);
                }}
              >
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
              <Button size="xs" type="submit" variant="default" disabled={typed.trim() === ''}>
                {texts.list.save}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
