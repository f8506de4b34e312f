import { Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Schemas } from '#shared/api/generated.ts';
import { makeFormatter } from '#shared/format/format.ts';
import { useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './backfill-preview.module.css';

/** So many are named at the beginning and at the end. */
const NAMED = 100;

interface Props {
  /** In the order in which they would run. */
  readonly runs: readonly Schemas['DryRunBackfillResponse'][];
  readonly zone: string;
}

/** The runs that a backfill would make. */
export function BackfillPreview({ runs, zone }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const format = useMemo(() => makeFormatter(language, zone), [language, zone]);
  const count = texts.backfill.preview(runs.length);
  const hidden = runs.length - 2 * NAMED;
  const named = hidden > 0 ? [...runs.slice(0, NAMED), ...runs.slice(-NAMED)] : runs;
  return (
    <div>
      <Text fw={600} role="status">
        {count}
      </Text>
      {runs.length === 0 && <Text c="dimmed">{texts.backfill.previewNone}</Text>}
      {runs.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <ol className={classes.runs} aria-label={count} tabIndex={0}>
          {named.map(({ logical_date: at, partition_key: key }, place) => (
            <li key={at ?? key} value={hidden > 0 && place >= NAMED ? place + hidden + 1 : place + 1}>
              {at === null ? key : format.dateTime(at)}
            </li>
          ))}
        </ol>
      )}
      {hidden > 0 && (
        <Text size="sm" c="dimmed">
          {texts.backfill.previewCut(hidden)}
        </Text>
      )}
    </div>
  );
}
