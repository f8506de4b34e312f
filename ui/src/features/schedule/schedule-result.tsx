import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { NextRuns } from '#features/calendar/next-runs.tsx';
import { scheduleWords } from '#features/dags/schedule-words.ts';
import type { ClockSurprise, ScheduleTrial } from '#shared/api/queries/schedule.ts';
import { toClock } from '#shared/format/zone-time.ts';
import type { ScheduleTexts } from '#shared/i18n/en/schedule.ts';
import type { Texts } from '#shared/i18n/en.ts';
import type { Language } from '#shared/i18n/languages.ts';
import { useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import { TextView } from '#shared/widgets/text-view.tsx';
import { cronWords } from './cron-words.ts';
import classes from './schedule.module.css';
import { scheduleCode, timetableName } from './schedule-code.ts';
import { useScheduleTexts } from './use-schedule-texts.ts';

interface Props {
  readonly trial: ScheduleTrial;
  readonly dataInterval: boolean | undefined;
  readonly start: string | undefined;
}

/** What a schedule without a problem would do: in words, its next runs, what clocks do to them, the line for the file. */
export function ScheduleResult({ trial, dataInterval, start }: Props) {
  const texts = useTexts();
  const schedule = useScheduleTexts();
  const { tryOut } = schedule;
  const language = useLanguage();
  const { ticks, surprises, zone } = trial;
  const notes = new Map(surprises.map((one) => [one.at, surpriseText(one, zone, schedule)]));
  return (
    <>
      <Part title={tryOut.words}>
        <p className={classes.words} role="status">
          {wordsOf(trial, language, texts, schedule)}
        </p>
        <code>{trial.summary}</code>
      </Part>
      <NextRuns
        title={tryOut.ticks(ticks.length)}
        runs={ticks.map((one) => one.run_after)}
        zone={zone}
        logicalDates={trial.data_interval ? ticks.map((one) => one.data_interval_start) : undefined}
        notes={notes}
      />
      <Part title={tryOut.clock}>
        {trial.kind === 'interval' && <Text size="sm">{tryOut.clockInterval}</Text>}
        {trial.kind === 'cron' && surprises.length === 0 && <Text size="sm">{tryOut.clockNone(zone)}</Text>}
        {surprises.length > 0 && (
          <ul className={classes.notes}>
            {surprises.map((one) => (
              <li key={`${one.kind} ${one.at} ${one.local}`}>{surpriseText(one, zone, schedule)}</li>
            ))}
          </ul>
        )}
        {trial.is_surprises_cut && <Text size="sm">{tryOut.clockCut}</Text>}
      </Part>
      <Part title={tryOut.code}>
        <Text size="sm">{tryOut.codeOf(timetableName(trial))}</Text>
        <TextView label={timetableName(trial)} text={scheduleCode(trial, { dataInterval, start })} />
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs" className="card" p="md" aria-label={title}>
      <Title order={2} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

/** The short words of the list of DAGs where there are some. */
function wordsOf({ crons, summary }: ScheduleTrial, language: Language, texts: Texts, schedule: ScheduleTexts): string {
  const usual = summary === null ? null : scheduleWords(summary, language, texts);
  return usual ?? crons.map((cron) => cronWords(cron, language, schedule)).join('; ');
}

function surpriseText({ kind, at, local }: ClockSurprise, zone: string, { tryOut }: ScheduleTexts): string {
  return tryOut.surprise[kind](local.slice(11, 16), local.slice(0, 10), toClock(new Date(at), zone).slice(11, 16));
}
