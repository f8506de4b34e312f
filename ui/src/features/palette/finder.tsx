import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Fragment, type KeyboardEvent, useState } from 'react';
import { TriggerDialog } from '#features/trigger/trigger-dialog.tsx';
import { keys } from '#shared/api/queries/keys.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { explain } from '#shared/widgets/messages.tsx';
import classes from './palette.module.css';
import { type Command, useCommands } from './use-commands.ts';

const TYPING_PAUSE_MS = 120;
const LIST = 'palette-list';

export interface FinderProps {
  readonly onDone: () => void;
  readonly onKeys: () => void;
}

/** A field, and below it everything that fits what is typed. Arrows choose, Enter does. */
export function Finder({ onDone, onKeys }: FinderProps) {
  const texts = useTexts();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [text] = useDebouncedValue(typed.trim(), TYPING_PAUSE_MS);
  const [place, setPlace] = useState(0);
  const [triggered, setTriggered] = useState<string | null>(null);
  const { commands, isFetching } = useCommands(text, { onKeys, onTrigger: setTriggered });
  const chosen = Math.min(place, commands.length - 1);

  const perform = async (command: Command | undefined) => {
    if (command === undefined) return;
    const stays = command.id.startsWith('trigger ') || command.id === 'keys';
    if (!stays) onDone();
    try {
      await command.run();
      if (command.id.startsWith('switch '))
        for (const queryKey of [keys.dagLists, keys.dagCounts, ['dag']]) void client.invalidateQueries({ queryKey });
    } catch (error) {
      notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      const next = (chosen + step + commands.length) % commands.length;
      setPlace(next);
      document.getElementById(`${LIST}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter') {
      event.preventDefault();
      void perform(commands[chosen]);
    }
  };
  if (triggered !== null) return <TriggerDialog dagId={triggered} onClose={onDone} />;
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={texts.palette.title}
        aria-expanded
        aria-controls={LIST}
        aria-activedescendant={commands.length > 0 ? `${LIST}-${chosen}` : undefined}
        placeholder={texts.palette.hint}
        leftSection={<Icon name="search" size={16} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id={LIST} role="listbox" aria-label={texts.palette.found} aria-busy={isFetching} className={classes.list}>
        {commands.map((command, index) => (
          <Fragment key={command.id}>
            {commands[index - 1]?.group !== command.group && (
              <div role="presentation" className={classes.heading}>
                {texts.palette.group[command.group]}
              </div>
            )}
            {/* The keyboard stays in the field, which names the chosen option. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
            <div
              id={`${LIST}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className={classes.option}
              onClick={() => void perform(command)}
            >
              {command.label}
              {command.detail && <span className={classes.detail}>{command.detail}</span>}
            </div>
          </Fragment>
        ))}
        {commands.length === 0 && (
          <div role="option" aria-selected="false" aria-disabled="true" tabIndex={-1} className={classes.option}>
            {texts.palette.nothing}
          </div>
        )}
      </div>
    </>
  );
}
