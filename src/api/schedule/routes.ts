/** /aquilon/schedule: what a schedule would do if a DAG had it. Nothing is kept. Airflow has no such address. */
import type { SerializedTimetable } from '@aquilon/sdk/serialized';
import { Type } from 'typebox';
import { countPlanned } from '#api/calendar/count-planned.ts';
import { MOST_DAGS, selectPlans } from '#api/calendar/select-calendar.ts';
import { dagNotFound, selectSerialized } from '#api/dags/find-dag.ts';
import { component, Instant, OptionalInstant, orNull, ref } from '#api/list/schemas.ts';
import type { Config } from '#config/config.ts';
import { clockSurprises } from '#domain/clock-surprises.ts';
import type { Cron } from '#domain/cron.ts';
import { type Plan, plannedTicks } from '#domain/planned-ticks.ts';
import { nextTick } from '#domain/timetable.ts';
import { wallSecond } from '#domain/zone-clock.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { isZone, type Reading, readTyped, typedForm } from './read-schedule.ts';

const TICKS = 20;
/** Ticks that a clock moves are told for this long, or until the last tick. */
const YEAR_MS = 366 * 86_400_000;
const MOST_SURPRISES = 30;
const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
/** Longer ones nobody reads; a list of them stands in a DAG file. */
const LONGEST = 200;

const numbers = Type.Array(Type.Integer());
const CronFields = Type.Object({
  seconds: numbers,
  minutes: numbers,
  hours: numbers,
  months: numbers,
  /** Of the month; null: any. */
  days: orNull(numbers),
  last_day: Type.Boolean(),
  /** The working day that is nearest to this day of the month. */
  nearest_weekday: orNull(Type.Integer()),
  /** 0: Sunday; null: any. Where days are given as well, either is enough. */
  weekdays: orNull(numbers),
  /** The nth of the month; 0: the last. */
  nth_weekdays: Type.Array(Type.Object({ weekday: Type.Integer(), nth: Type.Integer() })),
});

const ScheduleTrial = component('ScheduleTrialResponse', {
  /** What was read: as it was given, or that of the DAG. */
  schedule: Type.String(),
  zone: Type.String(),
  /** Start date: no tick comes before it. */
  start: Instant,
  kind: orNull(Type.String()),
  /** The data interval lies between two ticks; null: there is no such choice. */
  data_interval: orNull(Type.Boolean()),
  /** As `timetable_summary` of a DAG. */
  summary: orNull(Type.String()),
  crons: Type.Array(CronFields),
  problem: orNull(
    Type.Object({
      kind: Type.String(),
      message: Type.String(),
      field: orNull(Type.String()),
      start: Type.Integer(),
      end: Type.Integer(),
    }),
  ),
  /** From now on, or from the start where that is later. */
  ticks: Type.Array(Type.Object({ run_after: Instant, data_interval_start: Instant, data_interval_end: Instant })),
  /** Where a change of the clock moves ticks of a cron expression, within a year. `local`: the wall clock of the zone. */
  surprises: Type.Array(
    Type.Object({ kind: Type.String(), at: Instant, local: Type.String(), message: Type.String() }),
  ),
  /** There are more. */
  is_surprises_cut: Type.Boolean(),
  /** Runs that start in each hour: of the active DAGs, and of this schedule. */
  hours: Type.Array(Type.Object({ start: Instant, others: Type.Integer(), added: Type.Integer() })),
  /** Only the first planned runs, or DAGs, were counted. */
  is_cut: Type.Boolean(),
  /** The schedule that the DAG has now; null: no DAG was named, or its schedule is of a kind that is not typed. */
  of_dag: orNull(Type.Object({ schedule: Type.String(), zone: Type.String() })),
});

export function scheduleRoutes(app: App, { config, database, clock }: RouteContext): void {
  app.get(
    '/aquilon/schedule',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_schedule_trial',
        tags: ['Overview'],
        querystring: Type.Object({
          /** A preset, cron expressions with ", " between them, or an interval such as `6h`. None: that of the DAG. */
          schedule: Type.Optional(Type.String({ maxLength: LONGEST })),
          /** IANA name. None: that of the DAG, or UTC. */
          zone: Type.Optional(Type.String({ maxLength: 100 })),
          /** None: as it is configured for schedules that do not say, or as the DAG has it. */
          data_interval: Type.Optional(Type.Boolean()),
          /** Start date. None: that of the DAG, or now. */
          start: OptionalInstant,
          /** So many hours of load are told. */
          hours: Type.Optional(Type.Integer({ minimum: 1, maximum: WEEK_HOURS, default: 24 })),
          /** In place of the schedule of this DAG: its own runs are not among the others. */
          dag_id: Type.Optional(Type.String()),
        }),
        response: { 200: ref(ScheduleTrial) },
      },
    },
    async ({ query: { dag_id: dagId, hours = 24, ...given } }) => {
      const dag = dagId === undefined ? null : await selectSerialized(database, dagId);
      if (dagId !== undefined && dag === null) throw dagNotFound(dagId);
      const now = clock.now();
      const ofDag = dag && typedForm(dag.timetable);
      const text = given.schedule ?? ofDag ?? '';
      const zone = given.zone ?? (dag === null ? 'UTC' : zoneOf(dag.timetable, dag.timezone));
      const isOwn = dag !== null && given.schedule === undefined;
      const dataInterval = given.data_interval ?? (isOwn ? intervalOf(dag.timetable) : undefined);
      const start = Date.parse(given.start ?? dag?.startDate ?? new Date(now).toISOString());
      const reading = withConfigured(readTyped({ text, zone, dataInterval }), config);
      const { timetable, crons, problem } = reading;
      const plan = planOf(timetable, start);
      const from = Math.max(start, now);
      const ticks = firstTicks(plan, from);
      const until = Math.max(from + YEAR_MS, ticks.at(-1)?.runAfter ?? 0);
      const surprises =
        timetable === null
          ? []
          : clockSurprises(timetable, from, until)
              .take(MOST_SURPRISES + 1)
              .toArray();
      const load = await loadOf(plan, hoursFrom(from, hours, isZone(zone) ? zone : 'UTC'), from, dagId ?? null);
      return {
        schedule: text,
        zone,
        start: iso(start),
        kind: timetable?.kind ?? null,
        data_interval: (timetable && intervalOf(timetable)) ?? null,
        summary: timetable?.summary ?? null,
        crons: crons.map(fieldsOf),
        problem,
        ticks: ticks.map((tick) => ({
          run_after: iso(tick.runAfter),
          data_interval_start: iso(tick.dataIntervalStart),
          data_interval_end: iso(tick.dataIntervalEnd),
        })),
        surprises: surprises
          .slice(0, MOST_SURPRISES)
          .map(({ kind, at, local, message }) => ({ kind, at, local, message })),
        is_surprises_cut: surprises.length > MOST_SURPRISES,
        ...load,
        of_dag: dag === null || ofDag === null ? null : { schedule: ofDag, zone: zoneOf(dag.timetable, dag.timezone) },
      };
    },
  );

  async function loadOf(plan: Plan | null, slots: Hours, from: number, except: string | null) {
    const others = await selectPlans(database, slots.until, except);
    const [counted, added] = await Promise.all([
      countPlanned(others, slots, from),
      countPlanned(plan === null ? [] : [plan], slots, from),
    ]);
    return {
      hours: slots.starts.map((at, place) => ({
        start: iso(at),
        others: counted.counts[place] ?? 0,
        added: added.counts[place] ?? 0,
      })),
      is_cut: counted.isCut || added.isCut || others.length >= MOST_DAGS,
    };
  }
}

const iso = (at: number): string => new Date(at).toISOString();

const zoneOf = (timetable: SerializedTimetable, ofDag: string): string =>
  timetable.kind === 'cron' ? timetable.timezone : ofDag;

const intervalOf = (timetable: SerializedTimetable): boolean | undefined =>
  timetable.kind === 'cron' || timetable.kind === 'interval' ? timetable.dataInterval : undefined;

/** What a DAG file leaves to the configuration is left to it here, too. */
function withConfigured(reading: Reading, { scheduler }: Config): Reading {
  const { timetable } = reading;
  if (timetable?.kind !== 'cron' && timetable?.kind !== 'interval') return reading;
  const configured = timetable.kind === 'cron' ? scheduler.createCronDataIntervals : scheduler.createDeltaDataIntervals;
  return { ...reading, timetable: { ...timetable, dataInterval: timetable.dataInterval ?? configured } };
}

/** Of a DAG that has just got this schedule, and has this start date. */
function planOf(timetable: SerializedTimetable | null, start: number): Plan | null {
  if (timetable === null) return null;
  const next = nextTick(timetable, null, { earliest: start, latest: null, catchup: true }, start);
  return { timetable, next, end: null };
}

function firstTicks(plan: Plan | null, from: number) {
  return plan === null ? [] : plannedTicks(plan, from, Number.POSITIVE_INFINITY).take(TICKS).toArray();
}

interface Hours {
  from: number;
  until: number;
  starts: number[];
}

/** Hours of the clock of the zone, the first of them the one that has begun. */
function hoursFrom(at: number, count: number, zone: string): Hours {
  const { second, restMs } = wallSecond(at, zone);
  const from = at - restMs - (second % 3600) * 1000;
  return {
    from,
    until: from + count * HOUR_MS,
    starts: Array.from({ length: count }, (_, hour) => from + hour * HOUR_MS),
  };
}

const fieldsOf = (cron: Cron) => ({
  seconds: [...cron.seconds],
  minutes: [...cron.minutes],
  hours: [...cron.hours],
  months: sorted(cron.months),
  days: cron.anyDay ? null : sorted(cron.days),
  last_day: cron.lastDay,
  nearest_weekday: cron.nearestWeekday,
  weekdays: cron.anyWeekday ? null : sorted(cron.weekdays),
  nth_weekdays: cron.nthWeekdays.map(({ weekday, nth }) => ({ weekday, nth: nth === 'last' ? 0 : nth })),
});

const sorted = (values: ReadonlySet<number>): number[] => [...values].sort((a, b) => a - b);
