/** The shape of what the loading process says: it ran an author's code, and is believed in nothing that is not checked here. */

import { type Json, type SerializedDag, TRIGGER_RULES, WEIGHT_RULES } from '@aquilon/sdk/serialized';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { scheduleProblem } from './schedule-problem.ts';

const text = Type.String({ maxLength: 100_000 });
const id = Type.String({ minLength: 1, maxLength: 250, pattern: '^[^\\u0000-\\u001f/]+$' });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const json = Type.Unsafe<Json>({});
const jsonObject = Type.Record(Type.String(), json);
const milliseconds = Type.Number({ minimum: 0 });
const count = Type.Integer({ minimum: 0, maximum: 2_147_483_647 });
const oneOf = <const T extends string>(values: readonly T[]) => Type.Unsafe<T>(Type.Enum([...values]));

const HUNDRED_YEARS = 36_500 * 86_400_000;
const length = Type.Number({ minimum: 0, maximum: HUNDRED_YEARS });

const Timetable = Type.Union([
  Type.Object({ kind: Type.Literal('null'), summary: Type.Null() }),
  Type.Object({ kind: Type.Literal('once'), summary: Type.Literal('@once') }),
  Type.Object({ kind: Type.Literal('continuous'), summary: Type.Literal('@continuous') }),
  Type.Object({
    kind: Type.Literal('cron'),
    expression: text,
    more: Type.Optional(Type.Array(text)),
    timezone: text,
    summary: text,
    intervalMs: Type.Optional(length),
    runImmediately: Type.Optional(Type.Union([Type.Boolean(), milliseconds])),
    dataInterval: Type.Optional(Type.Boolean()),
    partitionKey: Type.Optional(text),
  }),
  Type.Object({
    kind: Type.Literal('interval'),
    ms: Type.Number({ minimum: 1, maximum: HUNDRED_YEARS }),
    summary: text,
    intervalMs: Type.Optional(length),
    dataInterval: Type.Optional(Type.Boolean()),
  }),
  Type.Object({
    kind: Type.Literal('events'),
    dates: Type.Array(Type.String({ format: 'date-time' }), { minItems: 1, maxItems: 10_000 }),
    restrictToEvents: Type.Boolean(),
    description: Type.Optional(text),
    summary: text,
  }),
  Type.Object({ kind: Type.Literal('custom'), summary: text, description: text }),
]);

const Input = Type.Union([
  Type.Object({
    kind: Type.Literal('xcom'),
    taskId: id,
    key: text,
    collect: Type.Optional(Type.Boolean()),
    sameElement: Type.Optional(Type.Boolean()),
  }),
  Type.Object({ kind: Type.Literal('value'), value: json }),
  Type.Object({ kind: Type.Literal('element'), name: Type.String() }),
]);

const Source = Type.Cyclic(
  {
    Source: Type.Union([
      Type.Object({ kind: Type.Literal('value'), value: Type.Array(json) }),
      Type.Object({ kind: Type.Literal('xcom'), taskId: id }),
      Type.Object({ kind: Type.Literal('zip'), sources: Type.Array(Type.Ref('Source')) }),
    ]),
  },
  'Source',
);

const Expand = Type.Union([
  Type.Object({
    kind: Type.Literal('product'),
    inputs: Type.Array(Type.Object({ name: Type.String(), source: Source })),
  }),
  Type.Object({ kind: Type.Literal('rows'), rows: Source }),
]);

const Decision = Type.Union([
  Type.Object({ kind: Type.Literal('branch') }),
  Type.Object({ kind: Type.Literal('short_circuit'), ignoreTriggerRules: Type.Boolean() }),
  Type.Object({
    kind: Type.Literal('cases'),
    cases: Type.Array(Type.Object({ value: json, tasks: Type.Array(id) })),
    otherwise: Type.Array(id),
  }),
  Type.Object({
    kind: Type.Literal('answer'),
    choices: Type.Array(Type.Object({ option: text, tasks: Type.Array(id) })),
  }),
  Type.Object({
    kind: Type.Literal('approval'),
    reject: text,
    failOnReject: Type.Boolean(),
    ignoreTriggerRules: Type.Boolean(),
  }),
]);

const Sensor = Type.Object({
  pokeIntervalMs: milliseconds,
  timeoutMs: nullable(milliseconds),
  softFail: Type.Boolean(),
  exponentialBackoff: Type.Boolean(),
  maxWaitMs: nullable(milliseconds),
  onError: oneOf(['fail', 'wait', 'skip']),
});

const assetText = Type.String({ pattern: '^[\\x20-\\x7e]{1,1500}$' });
const Alias = Type.Object({ kind: Type.Literal('alias'), name: assetText, group: assetText });
const Asset = Type.Object({
  kind: Type.Literal('asset'),
  name: assetText,
  uri: assetText,
  group: assetText,
  extra: jsonObject,
  watchers: Type.Optional(
    Type.Array(
      Type.Object({
        kind: oneOf(['file', 'http', 's3']),
        name: Type.String({ minLength: 1, maxLength: 250 }),
        pollIntervalMs: Type.Number({ minimum: 1000 }),
        options: jsonObject,
      }),
    ),
  ),
});
const AssetRef = Type.Union([Asset, Alias]);
const Pointer = Type.Union([
  Type.Object({ kind: Type.Literal('ref'), name: assetText, uri: Type.Null() }),
  Type.Object({ kind: Type.Literal('ref'), name: Type.Null(), uri: assetText }),
]);

const partitionKey = Type.String({ minLength: 1, maxLength: 250 });
const PartitionWindow = Type.Union([
  Type.Object({
    kind: oneOf(['hour', 'day', 'week', 'month', 'quarter', 'year']),
    direction: oneOf(['forward', 'backward']),
  }),
  Type.Object({ kind: Type.Literal('segment'), segments: Type.Array(partitionKey, { minItems: 1 }) }),
]);
const PartitionMapper = Type.Cyclic(
  {
    Mapper: Type.Union([
      Type.Object({ kind: Type.Literal('identity') }),
      Type.Object({
        kind: Type.Literal('start_of'),
        unit: oneOf(['hour', 'day', 'week', 'month', 'quarter', 'year']),
        inputFormat: partitionKey,
        outputFormat: partitionKey,
        timezone: text,
      }),
      Type.Object({ kind: oneOf(['product', 'chain']), mappers: Type.Array(Type.Ref('Mapper')) }),
      Type.Object({ kind: Type.Literal('allowed_keys'), keys: Type.Array(partitionKey) }),
      Type.Object({ kind: Type.Literal('fixed_key'), key: partitionKey }),
      Type.Object({
        kind: Type.Literal('rollup'),
        upstream: Type.Ref('Mapper'),
        window: PartitionWindow,
        minimum: Type.Union([Type.Integer(), Type.Null()]),
      }),
      Type.Object({
        kind: Type.Literal('fan_out'),
        upstream: Type.Ref('Mapper'),
        window: PartitionWindow,
        downstream: Type.Ref('Mapper'),
        maxKeys: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
      }),
    ]),
  },
  'Mapper',
);
const Partitions = Type.Object({
  default: PartitionMapper,
  mappers: Type.Array(Type.Object({ name: assetText, uri: assetText, mapper: PartitionMapper })),
});

const AssetCondition = Type.Cyclic(
  {
    Condition: Type.Union([
      Asset,
      Alias,
      Pointer,
      Type.Object({ kind: oneOf(['all', 'any']), of: Type.Array(Type.Ref('Condition'), { minItems: 1 }) }),
    ]),
  },
  'Condition',
);

const Notifier = Type.Object({
  byDefault: Type.Optional(Type.Literal(true)),
  kind: oneOf(['email', 'slack_webhook', 'slack', 'webhook', 'function']),
  options: jsonObject,
});
const notifiers = Type.Optional(Type.Array(Notifier, { maxItems: 100 }));

const Deadline = Type.Object({
  name: nullable(text),
  description: nullable(text),
  reference: Type.Union([
    Type.Object({ kind: oneOf(['dagrun_queued_at']) }),
    Type.Object({ kind: oneOf(['dagrun_logical_date']) }),
    Type.Object({ kind: Type.Literal('fixed_datetime'), at: Type.String({ format: 'date-time' }) }),
    Type.Object({
      kind: Type.Literal('average_runtime'),
      maxRuns: Type.Integer({ minimum: 1, maximum: 1000 }),
      minRuns: Type.Integer({ minimum: 1, maximum: 1000 }),
    }),
  ]),
  intervalMs: Type.Number({ minimum: -HUNDRED_YEARS, maximum: HUNDRED_YEARS }),
  callbacks: Type.Array(Notifier, { maxItems: 100 }),
});

const Task = Type.Object({
  taskId: id,
  label: id,
  groupId: nullable(id),
  operator: text,
  body: text,
  options: jsonObject,
  inputs: Type.Record(Type.String(), Input),
  upstream: Type.Array(id),
  downstream: Type.Array(id),
  owner: text,
  retries: count,
  retryDelayMs: milliseconds,
  retryExponentialBackoff: Type.Number({ minimum: 0 }),
  maxRetryDelayMs: nullable(milliseconds),
  executionTimeoutMs: nullable(milliseconds),
  triggerRule: oneOf(TRIGGER_RULES),
  pool: text,
  poolSlots: count,
  priorityWeight: Type.Integer({ minimum: -2_147_483_648, maximum: 2_147_483_647 }),
  weightRule: oneOf(WEIGHT_RULES),
  queue: text,
  isolation: oneOf(['warm', 'fresh']),
  docMd: nullable(text),
  line: nullable(count),
  decision: Type.Optional(Decision),
  maxActiveTisPerDag: Type.Optional(count),
  maxActiveTisPerDagrun: Type.Optional(count),
  dependsOnPast: Type.Optional(Type.Boolean()),
  waitForDownstream: Type.Optional(Type.Boolean()),
  expand: Type.Optional(Expand),
  mappedGroup: Type.Optional(id),
  isListed: Type.Optional(Type.Boolean()),
  role: Type.Optional(oneOf(['setup', 'teardown'])),
  onFailureFailDagrun: Type.Optional(Type.Boolean()),
  sensor: Type.Optional(Sensor),
  labels: Type.Optional(Type.Record(Type.String(), text)),
  outlets: Type.Optional(Type.Array(AssetRef)),
  inlets: Type.Optional(Type.Array(Type.Union([AssetRef, Pointer]))),
  template: Type.Optional(
    Type.Object({
      fields: Type.Array(text),
      ext: Type.Array(text),
      paths: Type.Optional(Type.Array(text)),
      userDefined: Type.Optional(Type.Boolean()),
      native: Type.Optional(Type.Boolean()),
      files: Type.Optional(Type.Array(text)),
    }),
  ),
  mapIndexTemplate: Type.Optional(text),
  scripts: Type.Optional(Type.Array(text)),
  callbacks: Type.Optional(
    Type.Object({
      execute: notifiers,
      success: notifiers,
      failure: notifiers,
      retry: notifiers,
      skipped: notifiers,
      awaiting_input: notifiers,
    }),
  ),
});

const Dag = Type.Object({
  format: Type.Literal(1),
  dagId: id,
  displayName: text,
  description: nullable(text),
  docMd: nullable(text),
  timetable: Timetable,
  assetSchedule: Type.Optional(AssetCondition),
  partitions: Type.Optional(Partitions),
  timezone: text,
  startDate: nullable(text),
  endDate: nullable(text),
  catchup: nullable(Type.Boolean()),
  maxActiveRuns: nullable(count),
  maxActiveTasks: nullable(count),
  maxConsecutiveFailedDagRuns: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  dagrunTimeoutMs: nullable(milliseconds),
  failFast: Type.Optional(Type.Boolean()),
  renderTemplateAsNativeObj: Type.Optional(Type.Boolean()),
  isPausedUponCreation: nullable(Type.Boolean()),
  tags: Type.Array(text),
  owners: Type.Array(text),
  ownerLinks: Type.Record(Type.String(), text),
  params: Type.Record(
    Type.String(),
    Type.Object({
      value: json,
      description: nullable(text),
      schema: jsonObject,
      required: Type.Optional(Type.Boolean()),
    }),
  ),
  defaultArgs: jsonObject,
  callbacks: Type.Optional(Type.Object({ success: notifiers, failure: notifiers })),
  deadlines: Type.Optional(Type.Array(Deadline, { minItems: 1, maxItems: 100 })),
  tasks: Type.Array(Task),
  groups: Type.Array(
    Type.Object({ groupId: id, parentId: nullable(id), label: id, tooltip: text, expand: Type.Optional(Expand) }),
  ),
});

const compiled = Compile(Dag);

/** The DAG, or the sentence that says what is wrong with it. */
export function checkSerialized(value: unknown): { dag: SerializedDag } | { problem: string } {
  if (!compiled.Check(value)) {
    const first = compiled.Errors(value)[0];
    return { problem: `${first?.instancePath || 'the DAG'} ${first?.message ?? 'is not as it must be'}` };
  }
  // The compiler proves that the schema and the SDK's type say the same.
  const dag: SerializedDag = value satisfies Static<typeof Dag>;
  const problem = scheduleProblem(dag);
  return problem === undefined ? { dag } : { problem: `DAG ${dag.dagId}: ${problem}` };
}
