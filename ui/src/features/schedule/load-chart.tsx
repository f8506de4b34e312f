import { Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { ScheduleTrial } from '#shared/api/queries/schedule.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './schedule.module.css';
import { useScheduleTexts } from './use-schedule-texts.ts';

export const DAY_HOURS = 24;
const WEEK_HOURS = 168;
/** px */
const TALLEST = 160;

interface Props {
  readonly trial: ScheduleTrial;
  readonly hours: number;
  readonly onHours: (hours: number) => void;
}

/** How many runs start in each hour, with those of this schedule on top of those of all others. */
export function LoadChart({ trial, hours: shown, onHours }: Props) {
  const texts = useTexts();
  const { tryOut } = useScheduleTexts();
  const format = useFormat();
  const [isTable, setTable] = useState(false);
  const { hours, is_cut: isCut } = trial;
  const sum = (kind: 'others' | 'added') => hours.reduce((total, hour) => total + hour[kind], 0);
  const most = Math.max(0, ...hours.map(({ others, added }) => others + added));
  const label = tryOut.loadOf(sum('added'), sum('others'), most);
  return (
    <Stack component="section" gap="sm" className="card" p="md" aria-label={tryOut.load}>
      <Group justify="space-between" gap="sm">
        <Title order={2} size="h5">
          {tryOut.load}
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={tryOut.period}
            data={[
              { value: String(DAY_HOURS), label: tryOut.day },
              { value: String(WEEK_HOURS), label: tryOut.week },
            ]}
            value={String(shown)}
            onChange={(value) => onHours(Number(value))}
          />
          <Button size="compact-sm" variant="default" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? texts.charts.asChart : texts.charts.asTable}
          </Button>
        </Group>
      </Group>
      <Text size="sm" role="status">
        {label}
      </Text>
      {isTable ? <LoadTable trial={trial} label={label} /> : <LoadBars trial={trial} label={label} most={most} />}
      <Group gap="md">
        <Key name={tryOut.others} kind="others" />
        <Key name={tryOut.added} kind="added" />
      </Group>
      <Text size="sm" c="dimmed">
        {tryOut.loadHint(format.zone)}
      </Text>
      {isCut && (
        <Text size="sm" fw={600}>
          {tryOut.loadCut}
        </Text>
      )}
    </Stack>
  );
}

function Key({ name, kind }: { name: string; kind: 'others' | 'added' }) {
  return (
    <Group gap={6} wrap="nowrap">
      <span className={classes.key} data-kind={kind} />
      <Text size="sm">{name}</Text>
    </Group>
  );
}

function LoadBars({ trial: { hours }, label, most }: { trial: ScheduleTrial; label: string; most: number }) {
  const { tryOut } = useScheduleTexts();
  const format = useFormat();
  const height = (count: number) => (most === 0 ? 0 : (count / most) * TALLEST);
  const every = hours.length > DAY_HOURS ? DAY_HOURS : 3;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={classes.frame} aria-label={label} tabIndex={0}>
      <div className={classes.bars} role="img" aria-label={label}>
        {hours.map(({ start, others, added }, place) => (
          <div key={start} className={classes.hour} title={tryOut.bar(format.short(start), others, added)}>
            <span data-kind="added" style={{ height: height(added) }} />
            <span data-kind="others" style={{ height: height(others) }} />
            {place % every === 0 && (
              <span className={classes.tick}>{format.short(start).slice(hours.length > DAY_HOURS ? 5 : 11, 16)}</span>
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

function LoadTable({ trial: { hours }, label }: { trial: ScheduleTrial; label: string }) {
  const { tryOut } = useScheduleTexts();
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
    <section className={classes.tableFrame} aria-label={label} tabIndex={0}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {[tryOut.hour, tryOut.others, tryOut.added, tryOut.total].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map(({ start, others, added }) => (
            <tr key={start}>
              <th scope="row">{format.short(start)}</th>
              <td>{others}</td>
              <td>{added}</td>
              <td>{others + added}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
