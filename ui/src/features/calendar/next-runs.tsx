import { Stack, Text, Title } from '@mantine/core';
import { makeFormatter } from '#shared/format/format.ts';
import { useFormat, useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './calendar.module.css';
import { clockChanges } from './slots.ts';

interface Props {
  readonly title: string;
  /** ISO 8601, ascending. */
  readonly runs: readonly string[];
  /** Time zone of the schedule. */
  readonly zone: string;
  /** Of runs that are about a time before: their logical dates, one for each. */
  readonly logicalDates?: readonly string[] | undefined;
  /** What is to be said of a run, by its instant. */
  readonly notes?: ReadonlyMap<string, string>;
}

/** When the next runs are made, on each clock that matters, and where the clock is set between them. */
export function NextRuns({ title, runs, zone, logicalDates, notes }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const format = useFormat();
  const ofSchedule = makeFormatter(language, zone);
  const zones = [...new Set([zone, format.zone, 'UTC'])].map((name) => ({
    name,
    clock: makeFormatter(language, name),
  }));
  const changes = clockChanges(runs, zone);
  return (
    <Stack gap="xs" className="card" p="md">
      <Title order={3} size="h5">
        {title}
      </Title>
      {runs.length === 0 ? (
        <Text c="dimmed">{texts.calendar.nextNone}</Text>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
        <section className={classes.frame} aria-label={title} tabIndex={0}>
          <table className={classes.next} aria-label={title}>
            <thead>
              <tr>
                {zones.map(({ name }) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
                {logicalDates && <th scope="col">{`${texts.dag.logicalDate}, ${zone}`}</th>}
                <th scope="col">{texts.calendar.fromNow}</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((at, place) => {
                const minutes = changes[place] ?? 0;
                const note = notes?.get(at);
                return (
                  <tr key={at}>
                    {zones.map(({ name, clock }, column) => (
                      <td key={name}>
                        <time dateTime={at}>{clock.dateTime(at)}</time>
                        {column === 0 && minutes !== 0 && (
                          <Text size="sm" fw={600}>
                            {minutes > 0 ? texts.calendar.forward(zone, minutes) : texts.calendar.back(zone, -minutes)}
                          </Text>
                        )}
                        {column === 0 && note !== undefined && <Text size="sm">{note}</Text>}
                      </td>
                    ))}
                    {logicalDates && (
                      <td>
                        <time dateTime={logicalDates[place]}>{ofSchedule.dateTime(logicalDates[place])}</time>
                      </td>
                    )}
                    <td>{format.relative(at)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
    </Stack>
  );
}
