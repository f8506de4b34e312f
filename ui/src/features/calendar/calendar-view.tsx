import { Alert, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { calendarQuery } from '#shared/api/queries/calendar.ts';
import { useFormat, useLanguage, useTexts } from '#shared/preferences/use-preferences.ts';
import { StateLabel, StateMark } from '#shared/state/state-mark.tsx';
import { Failure, Waiting } from '#shared/widgets/messages.tsx';
import { ToolButton } from '#shared/widgets/tool-button.tsx';
import classes from './calendar.module.css';
import { NextRuns } from './next-runs.tsx';
import { SlotTable } from './slot-table.tsx';
import { addMonths, KINDS, type SlotKind, slotOf } from './slots.ts';

const RUN_STATES = ['success', 'failed', 'running', 'queued'] as const;

interface Props {
  /** null: of all DAGs. */
  readonly dagId: string | null;
  /** Time zone of the DAG. */
  readonly zoneOfDag?: string | undefined;
  /** `YYYY-MM`; undefined: the present one. */
  readonly month: string | undefined;
  readonly by: SlotKind | undefined;
  readonly onChange: (change: { month?: string | undefined; by?: SlotKind | undefined }) => void;
}

/** The runs of a month, those that were and those that are planned. */
export function CalendarView({ dagId, zoneOfDag, month: given, by = 'day', onChange }: Props) {
  const texts = useTexts();
  const language = useLanguage();
  const { zone } = useFormat();
  const present = slotOf(new Date(), zone, 'day').slice(0, 7);
  const month = given ?? present;
  const calendar = useQuery(calendarQuery({ dagId, month, by, zone }));
  const name = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
  const show = (next: string) => onChange({ month: next === present ? undefined : next });
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Group gap="xs">
          <ToolButton name="back" label={texts.calendar.before} onClick={() => show(addMonths(month, -1))} />
          <Title order={2} size="h4" miw={150} ta="center" aria-live="polite" style={{ textTransform: 'capitalize' }}>
            {name}
          </Title>
          <ToolButton name="forward" label={texts.calendar.after} onClick={() => show(addMonths(month, 1))} />
          <Button size="compact-md" variant="default" disabled={month === present} onClick={() => show(present)}>
            {texts.calendar.present}
          </Button>
        </Group>
        <SegmentedControl
          aria-label={texts.calendar.by}
          data={KINDS.map((kind) => ({ value: kind, label: texts.calendar[kind] }))}
          value={by}
          onChange={(kind) => onChange({ by: kind === 'hour' ? 'hour' : undefined })}
        />
      </Group>
      {calendar.isPending && <Waiting />}
      {calendar.isError && <Failure error={calendar.error} onRetry={() => void calendar.refetch()} />}
      {calendar.data && (
        <>
          {calendar.data.is_paused && (
            <Alert color="gray" variant="light" p="xs">
              {texts.calendar.paused}
            </Alert>
          )}
          <SlotTable
            label={`${texts.dagPages.calendar}, ${name}`}
            month={month}
            by={by}
            zone={zone}
            dagId={dagId}
            found={calendar.data.slots}
            onMonth={show}
          />
          <div className={classes.legend}>
            {RUN_STATES.map((state) => (
              <StateLabel key={state} state={state} />
            ))}
            <Group gap={6} wrap="nowrap">
              <StateMark state="scheduled" />
              {texts.calendar.plannedMark}
            </Group>
            <Text size="sm" c="dimmed">
              {texts.calendar.zone(zone)}
            </Text>
          </div>
          {calendar.data.is_cut && (
            <Text size="sm" c="dimmed">
              {texts.calendar.cut}
            </Text>
          )}
          {dagId !== null && (
            <NextRuns
              title={texts.calendar.next}
              runs={calendar.data.next.map((one) => one.run_after)}
              zone={calendar.data.zone ?? zoneOfDag ?? 'UTC'}
            />
          )}
        </>
      )}
    </Stack>
  );
}
