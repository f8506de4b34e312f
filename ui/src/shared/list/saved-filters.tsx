import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import { SavedValues } from './saved-values.tsx';

type Search = Readonly<Record<string, unknown>>;

/** Under this name the browser keeps those of a list. */
export const savedStore = (list: string): string => `aquilon.saved.${list}`;

interface Props {
  /** Name of the list: each keeps its own. */
  readonly name: string;
  /** What stands after the question mark now. */
  readonly search: object;
  readonly onChoose: (search: Search) => void;
}

/** Filters and order of a list under a name, kept in this browser. */
export function SavedFilters({ name, search, onChoose }: Props) {
  const texts = useTexts();
  const [isOpen, setOpen] = useState(false);
  const given = Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <ToolButton name="bookmark" label={texts.list.saved} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)} />
      </Popover.Target>
      <Popover.Dropdown>
        <SavedValues<Search>
          store={savedStore(name)}
          isPinnable
          none={texts.list.savedNone}
          value={given}
          onChoose={(chosen) => {
            onChoose(chosen);
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
