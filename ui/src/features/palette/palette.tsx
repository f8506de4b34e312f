import { Button, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type ComponentType, useCallback, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { explain } from '#shared/widgets/messages.tsx';
import type { FinderProps } from './finder.tsx';
import { KeyList } from './key-list.tsx';
import classes from './palette.module.css';
import { useKeys } from './use-keys.ts';

const KEYS = 'Ctrl K';

/** The button and the keys that find anything, and the list of all keys. */
export function Palette() {
  const texts = useTexts();
  const [opened, setOpened] = useState<'palette' | 'keys' | null>(null);
  const [Finder, setFinder] = useState<ComponentType<FinderProps> | null>(null);
  const open = useCallback(
    async (what: 'palette' | 'keys') => {
      try {
        // Loaded before the dialog opens, or the dialog would give its focus to something else than the field.
        if (what === 'palette') {
          const module = await import('./finder.tsx');
          setFinder(() => module.Finder);
        }
        setOpened(what);
      } catch (error) {
        notifications.show({ color: 'red', title: texts.error.title, message: explain(error, texts) });
      }
    },
    [texts],
  );
  useKeys(open);
  const close = () => setOpened(null);
  return (
    <>
      <Button
        variant="default"
        className={classes.open}
        leftSection={<Icon name="search" size={16} />}
        onClick={() => void open('palette')}
        aria-keyshortcuts="Control+K"
      >
        <span className={classes.words}>{texts.palette.open}</span>
        <kbd className={classes.words}>{KEYS}</kbd>
      </Button>
      <Modal
        opened={opened === 'palette'}
        onClose={close}
        title={texts.palette.title}
        closeButtonProps={{ 'aria-label': texts.common.close }}
        size="lg"
        yOffset="8vh"
        // Gone at once: what is typed after the next Ctrl-K does not go to the one that fades.
        transitionProps={{ duration: 0 }}
      >
        {Finder && <Finder onDone={close} onKeys={() => setOpened('keys')} />}
      </Modal>
      <Modal
        opened={opened === 'keys'}
        onClose={close}
        title={texts.palette.keys}
        closeButtonProps={{ 'aria-label': texts.common.close }}
      >
        <KeyList />
      </Modal>
    </>
  );
}
