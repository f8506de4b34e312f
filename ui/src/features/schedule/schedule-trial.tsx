import { Input, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { DateField } from '#features/trigger/date-field.tsx';
import { scheduleTrialQuery } from '#shared/api/queries/schedule.ts';
import { Empty, Failure, Waiting } from '#shared/widgets/messages.tsx';
import { ExpressionField } from './expression-field.tsx';
import { DAY_HOURS, LoadChart } from './load-chart.tsx';
import classes from './schedule.module.css';
import { ScheduleResult } from './schedule-result.tsx';
import { useScheduleTexts } from './use-schedule-texts.ts';

/** What is tried; undefined: that of the DAG, or what a file means that does not say. */
export interface Tried {
  readonly schedule?: string | undefined;
  readonly zone?: string | undefined;
  /** ISO 8601 */
  readonly start?: string | undefined;
  readonly interval?: boolean | undefined;
  /** Hours of load that are shown; undefined: a day. */
  readonly hours?: number | undefined;
  readonly dag?: string | undefined;
}

interface Props {
  readonly tried: Tried;
  readonly onChange: (change: Tried) => void;
}

/** A schedule is typed, and what it would do is shown. */
export function ScheduleTrialView({ tried, onChange }: Props) {
  const { tryOut } = useScheduleTexts();
  const { schedule, zone, start, interval, hours = DAY_HOURS, dag } = tried;
  const query = useQuery(scheduleTrialQuery({ schedule, zone, start, dataInterval: interval, hours, dagId: dag }));
  const trial = query.data;
  if (query.isError) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (trial === undefined) return <Waiting />;
  const isUnknown = trial.problem?.kind === 'zone';
  const zones = [...new Set(['UTC', trial.zone, ...Intl.supportedValuesOf('timeZone')])];
  return (
    <Stack gap="md">
      {dag !== undefined && (
        <Text size="sm">
          {tryOut.ofDag(dag)}{' '}
          <Link to="/dags/$dagId/calendar" params={{ dagId: dag }}>
            {tryOut.calendar(dag)}
          </Link>
          {' · '}
          <Link to="/browse/schedule" search={{ dag }}>
            {tryOut.asInFile}
          </Link>
        </Text>
      )}
      <Stack gap="sm" className="card" p="md">
        <ExpressionField
          value={schedule ?? trial.of_dag?.schedule ?? ''}
          tried={trial.schedule}
          problem={trial.problem}
          onChange={(next) => onChange({ schedule: next })}
        />
        <div className={classes.fields}>
          <Select
            label={tryOut.zone}
            searchable
            allowDeselect={false}
            limit={100}
            data={zones}
            value={trial.zone}
            error={isUnknown ? tryOut.problem.zone : undefined}
            onChange={(next) => next !== null && onChange({ zone: next })}
          />
          <DateField
            label={tryOut.start}
            description={tryOut.startHint}
            at={start ?? null}
            zone={isUnknown ? 'UTC' : trial.zone}
            onChange={(next) => onChange({ start: next ?? undefined })}
          />
          {(trial.data_interval !== null || trial.problem !== null) && (
            <Input.Wrapper label={tryOut.made} labelElement="div" labelProps={{ display: 'block' }}>
              <SegmentedControl
                aria-label={tryOut.made}
                data={[
                  { value: 'tick', label: tryOut.atTick },
                  { value: 'between', label: tryOut.between },
                ]}
                value={(trial.data_interval ?? interval) ? 'between' : 'tick'}
                onChange={(next) => onChange({ interval: next === 'between' })}
              />
            </Input.Wrapper>
          )}
        </div>
      </Stack>
      {trial.problem?.kind === 'nothing' && (
        <div className="card">
          <Empty
            title={tryOut.emptyTitle}
            hint={dag === undefined || schedule !== undefined ? tryOut.empty : tryOut.notTyped}
          />
        </div>
      )}
      {trial.problem === null && <ScheduleResult trial={trial} dataInterval={interval} start={start} />}
      <LoadChart trial={trial} hours={hours} onHours={(next) => onChange({ hours: next })} />
    </Stack>
  );
}
