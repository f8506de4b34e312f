import { Stack, Text, Title } from '@mantine/core';
import { makeFormatter } from '#shared/format/format.ts';
import { useFormat, useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './calendar.module.css';
import { clockChanges } from './slots.ts';

interface Props {
  /** ISO 8601, ascending. */
  readonly runs: readonly string[];
  /** Time zone of the DAG. */
  readonly zone: string;
}

/** When the next runs are made, and where the clock is set between them. */
export function NextRuns({ runs, zone }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const format = useFormat();
  const ofDag = makeFormatter(language, zone);
  const changes = clockChanges(runs, zone);
  return (
    <Stack component="section" gap="xs" className="card" p="md" aria-label={texts.calendar.next}>
      <Title order={3} size="h5">
        {texts.calendar.next}
      </Title>
      {runs.length === 0 && <Text c="dimmed">{texts.calendar.nextNone}</Text>}
      <ol className={classes.next}>
        {runs.map((at, place) => {
          const minutes = changes[place] ?? 0;
          return (
            <li key={at}>
              <time dateTime={at}>{format.dateTime(at)}</time>
              {zone !== format.zone && ` · ${zone} ${ofDag.dateTime(at)}`}
              {place === 0 && ` · ${format.relative(at)}`}
              {minutes !== 0 && (
                <Text size="sm" fw={600}>
                  {minutes > 0 ? texts.calendar.forward(zone, minutes) : texts.calendar.back(zone, -minutes)}
                </Text>
              )}
            </li>
          );
        })}
      </ol>
    </Stack>
  );
}
