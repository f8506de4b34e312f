import { ActionIcon, CopyButton } from '@mantine/core';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Icon } from './icons.tsx';
import classes from './text-view.module.css';

/** A value of any size is shown up to here; the copy is whole. characters */
const LONGEST = 50_000;

/** A text as it is, of several lines. */
export function TextView({ text, label }: { text: string; label: string }) {
  const texts = useTexts();
  return (
    <div className={classes.frame}>
      <section aria-label={label}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard */}
        <pre className={classes.text} tabIndex={0}>
          {text.length > LONGEST ? `${text.slice(0, LONGEST)}\n...` : text}
        </pre>
      </section>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <ActionIcon
            className={classes.copy}
            variant="default"
            onClick={copy}
            aria-label={copied ? texts.common.copied : texts.common.copy}
            title={copied ? texts.common.copied : texts.common.copy}
          >
            {copied ? '✓' : <Icon name="copy" size={16} />}
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  );
}
