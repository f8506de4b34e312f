import { Button, Modal } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from '#shared/widgets/icons.tsx';
import { Waiting } from '#shared/widgets/messages.tsx';
import { KeyList } from './key-list.tsx';
import classes from './palette.module.css';
import { useKeys } from './use-keys.ts';

const Finder = lazy(async () => ({ default: (await import('./finder.tsx')).Finder }));

const KEYS = 'Ctrl K';

/** The button and the keys that find anything, and the list of all keys. */
export function Palette() {
  const texts = useTexts();
  const [opened, setOpened] = useState<'palette' | 'keys' | null>(null);
  useKeys(setOpened);
  const close = () => setOpened(null);
  return (
    <>
      <Button
        variant="default"
        className={classes.open}
        leftSection={<Icon name="search" size={16} />}
        onClick={() => setOpened('palette')}
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
      >
        <Suspense fallback={<Waiting />}>
          <Finder onDone={close} onKeys={() => setOpened('keys')} />
        </Suspense>
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
