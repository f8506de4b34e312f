/** /aquilon/calendar: the runs of a month by day or by hour, those that were and those that are planned. Airflow has no such address. */
import { Type } from 'typebox';
import { dagNotFound } from '#api/dags/find-dag.ts';
import { component, Instant, orNull, ref } from '#api/list/schemas.ts';
import { type Plan, plannedTicks } from '#domain/planned-ticks.ts';
import type { App, RouteContext } from '#http/server-parts.ts';
import { countPlanned } from './count-planned.ts';
import { countRuns, MOST_DAGS, MOST_RUNS, selectPlan, selectPlans } from './select-calendar.ts';
import { type Slots, slotsOf } from './slots.ts';

const NEXT = 20;

const Slot = Type.Object({
  /** `YYYY-MM-DD`, or with the hour: `YYYY-MM-DDTHH`, as the clock of the zone shows it. */
  slot: Type.String(),
  states: Type.Array(Type.Object({ state: Type.String(), count: Type.Integer() })),
  planned: Type.Integer(),
});
const NextRun = Type.Object({ run_after: Instant, logical_date: Instant });

const Calendar = component('CalendarResponse', {
  /** Those in which there is something. */
  slots: Type.Array(Slot),
  /** Of one DAG: its next runs. */
  next: Type.Array(NextRun),
  /** Of one DAG: it is switched off, and what is planned does not come until it is switched on. */
  is_paused: orNull(Type.Boolean()),
  /** Of one DAG: time zone of its schedule, where that is one of the clock. */
  zone: orNull(Type.String()),
  /** There are more: only the newest runs and the first planned ones were counted. */
  is_cut: Type.Boolean(),
});

export function calendarRoutes(app: App, { database, clock }: RouteContext): void {
  app.get(
    '/aquilon/calendar',
    {
      config: { access: { action: 'read', resource: 'dag_run' } },
      schema: {
        operationId: 'get_calendar',
        tags: ['Overview'],
        querystring: Type.Object({
          month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }),
          /** IANA name of the time zone whose days and hours are meant. */
          zone: Type.Optional(Type.String({ maxLength: 100, default: 'UTC' })),
          by: Type.Optional(Type.Union([Type.Literal('day'), Type.Literal('hour')], { default: 'day' })),
          /** None: of all DAGs. */
          dag_id: Type.Optional(Type.String()),
        }),
        response: { 200: ref(Calendar) },
      },
    },
    async ({ query: { month, zone = 'UTC', by = 'day', dag_id: dagId = null } }) => {
      const slots = slotsOf(month, zone, by);
      const now = clock.now();
      const one = dagId === null ? null : await selectPlan(database, dagId);
      if (dagId !== null && one === null) throw dagNotFound(dagId);
      const plans = one === null ? await plansUntil(slots, now) : [one.plan];
      const [runs, planned] = await Promise.all([countRuns(database, slots, dagId), countPlanned(plans, slots, now)]);
      const counted = runs.reduce((sum, { count }) => sum + count, 0);
      const states = Map.groupBy(runs, ({ slot }) => slot);
      return {
        slots: slots.names.flatMap((slot, place) => {
          const found = states.get(place) ?? [];
          const count = planned.counts[place] ?? 0;
          if (found.length === 0 && count === 0) return [];
          return [{ slot, states: found.map(({ state, count }) => ({ state, count })), planned: count }];
        }),
        next: one === null ? [] : nextRuns(one.plan, now),
        is_paused: one === null ? null : one.isPaused,
        zone: one?.plan.timetable.kind === 'cron' ? one.plan.timetable.timezone : null,
        is_cut: counted >= MOST_RUNS || planned.isCut || plans.length >= MOST_DAGS,
      };
    },
  );

  /** Nothing is planned in a time that is past. */
  const plansUntil = async ({ until }: Slots, now: number): Promise<Plan[]> =>
    until <= now ? [] : selectPlans(database, until);
}

function nextRuns(plan: Plan, now: number) {
  const found: { run_after: string; logical_date: string }[] = [];
  for (const { runAfter, logicalDate } of plannedTicks(plan, now, Number.POSITIVE_INFINITY)) {
    found.push({ run_after: new Date(runAfter).toISOString(), logical_date: new Date(logicalDate).toISOString() });
    if (found.length === NEXT) break;
  }
  return found;
}
