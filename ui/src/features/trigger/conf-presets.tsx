import { Button, Popover } from '@mantine/core';
import { useState } from 'react';
import { useUser } from '#shared/api/use-session.ts';
import { SavedValues } from '#shared/list/saved-values.tsx';
import { useTexts } from '#shared/preferences/use-preferences.ts';

interface Props {
  readonly dagId: string;
  /** The present one; null: what is typed is none. */
  readonly conf: object | null;
  readonly onChoose: (conf: object) => void;
}

/** Configurations under names, kept in this browser for this person and DAG. */
export function ConfPresets({ dagId, conf, onChoose }: Props) {
  const texts = useTexts();
  const { username } = useUser();
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={280} trapFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {texts.trigger.presets}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <SavedValues<object>
          store={`aquilon.presets.${username}.${dagId}`}
          none={texts.trigger.presetsNone}
          value={conf}
          onChoose={(chosen) => {
            onChoose(chosen);
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
