import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Column, type Condition, equals, matches, oneOf, startsWith } from '#api/list/conditions.ts';
import { oneOfKnown } from '#api/list/known-values.ts';
import { type OrderRules, orderOf } from '#api/list/order.ts';
import type { ListQuery } from '#api/list/select-page.ts';
import type { Database } from '#db/database.ts';
import type { KnownValues } from './known-values.ts';
import type { EventLog, EventLogListQuery } from './schemas.ts';

export type EventLogRow = Static<typeof EventLog>;

const columns = sql`event_log.id as event_log_id, event_log.dttm as when, event_log.dag_id, event_log.task_id, event_log.run_id,
  event_log.map_index, event_log.try_number, event_log.event, event_log.logical_date, event_log.owner, event_log.extra,
  dag.display_name as dag_display_name, event_log.task_id as task_display_name`;
const tables = sql`event_log left join dag on dag.dag_id = event_log.dag_id`;

const id = { column: sql`event_log.id`, type: 'bigint' } as const;
const dttm = { column: sql`event_log.dttm`, type: 'timestamptz' } as const;
const event = { column: sql`event_log.event`, type: 'text' } as const;
const nullableText = (name: 'dag_id' | 'task_id' | 'run_id' | 'owner' | 'extra') =>
  ({ column: sql`event_log.${sql.ref(name)}`, type: 'text', nullable: true }) as const;
const [dagId, taskId, runId, owner] = [
  nullableText('dag_id'),
  nullableText('task_id'),
  nullableText('run_id'),
  nullableText('owner'),
];

const ORDER: OrderRules = {
  columns: {
    id,
    event_log_id: id,
    dttm,
    when: dttm,
    dag_id: dagId,
    task_id: taskId,
    run_id: runId,
    event,
    logical_date: { column: sql`event_log.logical_date`, type: 'timestamptz', nullable: true },
    owner,
    extra: nullableText('extra'),
  },
  fallback: ['id'],
  key: [id],
};

/** Throws 400 for an order that is none. */
export function eventLogList(query: Static<typeof EventLogListQuery>, known: KnownValues): ListQuery {
  return {
    columns,
    from: tables,
    countFrom: sql`event_log`,
    where: [...whatAndWho(query), ...patterns(query, known)],
    order: orderOf(query.order_by, ORDER),
  };
}

function whatAndWho(query: Static<typeof EventLogListQuery>): Condition[] {
  const { excluded_events: excluded, before, after } = query;
  return [
    equals(dagId.column, query.dag_id),
    equals(taskId.column, query.task_id),
    equals(runId.column, query.run_id),
    equals(sql`event_log.map_index`, query.map_index),
    equals(sql`event_log.try_number`, query.try_number),
    equals(owner.column, query.owner),
    equals(event.column, query.event),
    oneOf(event.column, query.included_events),
    excluded && excluded.length > 0 ? sql`${event.column} <> all(${excluded}::text[])` : undefined,
    before === undefined ? undefined : sql`${dttm.column} < ${before}::timestamptz`,
    after === undefined ? undefined : sql`${dttm.column} > ${after}::timestamptz`,
  ];
}

function patterns(query: Static<typeof EventLogListQuery>, known: KnownValues): Condition[] {
  const fits = (column: Column, pattern: string | undefined, values: string[] | undefined) =>
    values ? oneOfKnown(column, values) : matches(column, pattern);
  return [
    fits(dagId.column, query.dag_id_pattern, known.dag_id),
    fits(taskId.column, query.task_id_pattern, known.task_id),
    fits(runId.column, query.run_id_pattern, known.run_id),
    fits(owner.column, query.owner_pattern, known.owner),
    fits(event.column, query.event_pattern, known.event),
    startsWith(dagId.column, query.dag_id_prefix_pattern),
    startsWith(taskId.column, query.task_id_prefix_pattern),
    startsWith(runId.column, query.run_id_prefix_pattern),
    startsWith(owner.column, query.owner_prefix_pattern),
    startsWith(event.column, query.event_prefix_pattern),
  ];
}

export async function selectEventLog(database: Database, wanted: number): Promise<EventLogRow | undefined> {
  const { rows } = await sql<EventLogRow>`
    select ${columns} from ${tables} where event_log.id = ${wanted}::bigint`.execute(database.query);
  return rows[0];
}
