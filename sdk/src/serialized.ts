/**
 * What crosses from a DAG file to the server: plain JSON, no functions.
 * `serialize(dag)` of the SDK makes it, the server checks it against a schema, stores it, and decides by it alone.
 * All durations are whole or fractional milliseconds, all instants ISO 8601 with an offset.
 */

/** One of Airflow's thirteen trigger rules. */
export const TRIGGER_RULES = [
  'all_success',
  'all_failed',
  'all_done',
  'all_done_min_one_success',
  'all_done_setup_success',
  'one_success',
  'one_failed',
  'one_done',
  'none_failed',
  'none_skipped',
  'none_failed_min_one_success',
  'all_skipped',
  'always',
] as const;
export type TriggerRule = (typeof TRIGGER_RULES)[number];

export const WEIGHT_RULES = ['downstream', 'upstream', 'absolute'] as const;
export type WeightRule = (typeof WEIGHT_RULES)[number];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** When runs are made. `summary` is what Airflow shows: `@daily`, `0 5 * * *`, `1 day, 0:00:00`, `null`. */
export type SerializedTimetable =
  | { kind: 'null'; summary: null }
  | { kind: 'once'; summary: '@once' }
  | { kind: 'continuous'; summary: '@continuous' }
  | {
      kind: 'cron';
      expression: string;
      /** Further expressions, each of which makes runs. Absent: none. */
      more?: string[];
      timezone: string;
      summary: string;
      /** Length of the data interval, which ends at the tick. Absent: 0. */
      intervalMs?: number;
      /** Of a DAG without a start date: whether the tick that is just past counts; a number: when it is no longer past than that. */
      runImmediately?: boolean | number;
      /** The data interval lies between two ticks, and its run is made at its end. Absent: as configured. */
      dataInterval?: boolean;
      /** How the tick is written as the partition key of its run, by Python's `strftime`. Absent: its runs have no key. */
      partitionKey?: string;
    }
  | { kind: 'interval'; ms: number; summary: string; intervalMs?: number; dataInterval?: boolean }
  /** `dates`: ascending, ISO 8601. `restrictToEvents`: the data interval of a run that is asked for is the newest of them that is past. */
  | { kind: 'events'; dates: string[]; restrictToEvents: boolean; description?: string; summary: string }
  /** The author's own: it is asked in a process of its own. */
  | { kind: 'custom'; summary: string; description: string };

/** A question to a timetable, as it crosses from the server. Instants are epoch milliseconds. */
export type TimetableQuestion =
  | {
      ask: 'next';
      last: { start: number; end: number } | null;
      earliest: number | null;
      latest: number | null;
      catchup: boolean;
    }
  | { ask: 'manual'; runAfter: number };

/** `runAfter` of a manual run is the end of its interval. Null: no run will come. */
export type TimetableAnswer = { start: number; end: number; runAfter: number } | null;

/** Data that tasks make and DAGs wait for. Known by its name and its normalised URI together. */
export interface SerializedAsset {
  kind: 'asset';
  name: string;
  uri: string;
  group: string;
  extra: { [key: string]: Json };
  /** What raises its events from outside, while a DAG waits for it. Absent: nothing. */
  watchers?: SerializedWatcher[];
}

/** `options` of `file`: { path }; of `http`: { url, headers }; of `s3`: { bucket, prefix, awsConnId }. */
export interface SerializedWatcher {
  kind: 'file' | 'http' | 's3';
  /** Unique among the watchers of the asset. */
  name: string;
  pollIntervalMs: number;
  options: { [name: string]: Json };
}

/** A name under which a task raises events of assets that it knows only when it runs. */
export interface SerializedAlias {
  kind: 'alias';
  name: string;
  group: string;
}
export type SerializedAssetRef = SerializedAsset | SerializedAlias;

/** An asset by its name or its URI alone, whoever says the other; null: the one that is not given. */
export interface SerializedPointer {
  kind: 'ref';
  name: string | null;
  uri: string | null;
}

/** `all`: each of them has had an event since the last run; `any`: one has. */
export interface SerializedAssetGate {
  kind: 'all' | 'any';
  of: SerializedAssetCondition[];
}
export type SerializedAssetCondition = SerializedAssetRef | SerializedPointer | SerializedAssetGate;

/** How the partition key of an event becomes that of a run. Formats are those of Python's `strftime`, and `{quarter}`. */
export type SerializedPartitionMapper =
  | { kind: 'identity' }
  | {
      kind: 'start_of';
      unit: 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year';
      inputFormat: string;
      outputFormat: string;
      timezone: string;
    }
  /** One for each part between `|`. */
  | { kind: 'product'; mappers: SerializedPartitionMapper[] }
  /** One after the other. */
  | { kind: 'chain'; mappers: SerializedPartitionMapper[] }
  | { kind: 'allowed_keys'; keys: string[] }
  | { kind: 'fixed_key'; key: string }
  /** `minimum`: so many keys of the window, or, below zero, all but so many; null: all. */
  | { kind: 'rollup'; upstream: SerializedPartitionMapper; window: SerializedWindow; minimum: number | null }
  /** `maxKeys`: more make no run; null: what the server allows. */
  | {
      kind: 'fan_out';
      upstream: SerializedPartitionMapper;
      window: SerializedWindow;
      downstream: SerializedPartitionMapper;
      maxKeys: number | null;
    };

/** The parts of a period: those that begin with its start, or those that end with it. Of `segment` they are given. */
export type SerializedWindow =
  | { kind: 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'; direction: 'forward' | 'backward' }
  | { kind: 'segment'; segments: string[] };

export interface SerializedPartitions {
  default: SerializedPartitionMapper;
  /** Of single assets. */
  mappers: { name: string; uri: string; mapper: SerializedPartitionMapper }[];
}

/** Where an argument of a task comes from. */
export type SerializedInput =
  /**
   * `collect`: the task is mapped, and the argument is the list of what its instances returned. `sameElement`: both stand in one mapped group, and
   * the argument is what the instance of the same element returned.
   */
  | { kind: 'xcom'; taskId: string; key: string; collect?: boolean; sameElement?: boolean }
  | { kind: 'value'; value: Json }
  /** The argument `name` of the mapped group that the task stands in. */
  | { kind: 'element'; name: string };

/** Where the elements of a mapped argument come from. Of a mapped task they are what its instances returned. */
export type SerializedSource =
  | { kind: 'value'; value: Json[] }
  | { kind: 'xcom'; taskId: string }
  | { kind: 'zip'; sources: SerializedSource[] };

/**
 * How a mapped task is expanded. `product`: the last of `inputs` changes fastest; a list, because the database does not keep the order of the keys
 * of an object. `rows`: each element is an object of arguments.
 */
export type SerializedExpand =
  | { kind: 'product'; inputs: { name: string; source: SerializedSource }[] }
  | { kind: 'rows'; rows: SerializedSource };

/** How the value that a task returns chooses between the tasks directly after it. */
export type SerializedDecision =
  /** The value names tasks and groups. */
  | { kind: 'branch' }
  /** A value that is not true: nothing follows. `ignoreTriggerRules`: nor does what follows from that. */
  | { kind: 'short_circuit'; ignoreTriggerRules: boolean }
  /** The first case of an equal value, else `otherwise`. Tasks after it that stand in no case always follow. */
  | { kind: 'cases'; cases: { value: Json; tasks: string[] }[]; otherwise: string[] }
  /** What a person chose: of the tasks directly after it, those of the chosen options. */
  | { kind: 'answer'; choices: { option: string; tasks: string[] }[] }
  /** Where a person chose `reject`: the task fails, or nothing follows. `ignoreTriggerRules`: nor does what follows from that. */
  | { kind: 'approval'; reject: string; failOnReject: boolean; ignoreTriggerRules: boolean };

/** How a sensor looks for what it waits for. */
export interface SerializedSensor {
  pokeIntervalMs: number;
  /** null: as configured by `[sensors] default_timeout`, which is put in when the DAG is stored. */
  timeoutMs: number | null;
  softFail: boolean;
  exponentialBackoff: boolean;
  maxWaitMs: number | null;
  /** What a look that throws means: failure, "not yet", or that the task is skipped. */
  onError: 'fail' | 'wait' | 'skip';
}

export interface SerializedTask {
  taskId: string;
  /** Last part of the id, shown in the graph: the id without its groups' prefixes. */
  label: string;
  /** The task group the task stands in, or null at the top. */
  groupId: string | null;
  /** The class name Airflow would show: `@task`, `BashOperator`, `EmptyOperator`, `TriggerDagRunOperator`, `EmailOperator`. */
  operator: string;
  /** Which body runs: `handler` calls the author's function, any other is the name of a built-in body in the product. */
  body: string;
  /** Options of a built-in body, as JSON. Handlers have none. */
  options: { [name: string]: Json };
  /** Arguments by name. Every `xcom` input is also an upstream. */
  inputs: { [name: string]: SerializedInput };
  upstream: string[];
  downstream: string[];
  owner: string;
  retries: number;
  retryDelayMs: number;
  /** 0: constant delay. Otherwise the factor by which the delay grows with each try (Airflow: true is 2). */
  retryExponentialBackoff: number;
  maxRetryDelayMs: number | null;
  executionTimeoutMs: number | null;
  triggerRule: TriggerRule;
  pool: string;
  poolSlots: number;
  priorityWeight: number;
  weightRule: WeightRule;
  queue: string;
  isolation: 'warm' | 'fresh';
  docMd: string | null;
  /** 1-based line of the DAG file where the task was declared, where known. */
  line: number | null;
  /** Absent: everything after the task follows. */
  decision?: SerializedDecision;
  /** Instances of this task that are active or wait at once, in all runs of the DAG and in one run. Absent: no limit. */
  maxActiveTisPerDag?: number;
  maxActiveTisPerDagrun?: number;
  /** It asks for its own success in the run before; and for that of the tasks directly after it. Absent: it does not. */
  dependsOnPast?: boolean;
  waitForDownstream?: boolean;
  /** Absent: the task is not mapped. */
  expand?: SerializedExpand;
  /** The mapped group that it stands in, directly or in a group of that: it has as many instances as that is expanded to. Absent: in none. */
  mappedGroup?: string;
  /** Another task is mapped over what this one returns: it must be a list. */
  isListed?: boolean;
  /** It makes what the tasks between it and its teardowns need, or removes it. Absent: neither. */
  role?: 'setup' | 'teardown';
  /** Of a teardown: the run fails with it. Absent: false. */
  onFailureFailDagrun?: boolean;
  /** Absent: it is no sensor. */
  sensor?: SerializedSensor;
  /** Labels of the edges to the tasks after it, by their ids. */
  labels?: { [taskId: string]: string };
  /** Assets that have an event when it succeeds, and those that it reads. Absent: none. */
  outlets?: SerializedAssetRef[];
  inlets?: (SerializedAssetRef | SerializedPointer)[];
  /** Absent: nothing of it is a template. */
  template?: SerializedTemplate;
  /** Template of the name that an instance of a mapped task is shown by. */
  mapIndexTemplate?: string;
  /** Files that its operator reads beside the DAG file, by their absolute paths: part of the version. Absent: none. */
  scripts?: string[];
  /** Absent: nobody is told. */
  callbacks?: SerializedCallbacks;
}

/** `function`: the author's own, found again in the DAG file by its place. Of the others the texts in `options` are templates. */
export interface SerializedNotifier {
  /** Of `email`, where the task does not say whether it sends one: the configuration decides when the file is loaded. Absent afterwards. */
  byDefault?: true;
  kind: 'email' | 'slack_webhook' | 'slack' | 'webhook' | 'function';
  options: { [name: string]: Json };
}

/** Who is told of what; absent: nobody. */
export interface SerializedCallbacks {
  execute?: SerializedNotifier[];
  success?: SerializedNotifier[];
  failure?: SerializedNotifier[];
  retry?: SerializedNotifier[];
  skipped?: SerializedNotifier[];
  /** It has asked somebody. */
  awaiting_input?: SerializedNotifier[];
}

/** From when the time of a deadline counts. `average_runtime`: of the newest `maxRuns` successful runs, where there are `minRuns`. */
export type SerializedDeadlineReference =
  | { kind: 'dagrun_queued_at' }
  | { kind: 'dagrun_logical_date' }
  | { kind: 'fixed_datetime'; at: string }
  | { kind: 'average_runtime'; maxRuns: number; minRuns: number };

export interface SerializedDeadline {
  name: string | null;
  description: string | null;
  reference: SerializedDeadlineReference;
  /** Negative: before the reference. */
  intervalMs: number;
  callbacks: SerializedNotifier[];
}

/** What is rendered before a task runs. */
export interface SerializedTemplate {
  /** Names of options; of a handler, names of arguments. */
  fields: string[];
  /** A text that ends so is the path of a template, from the folder of the DAG file. */
  ext: string[];
  /** Fields that name other files: never the path of a template, whatever they end with. Absent: none. */
  paths?: string[];
  /** The DAG file has names of its own for them. Absent: false. */
  userDefined?: boolean;
  /** What they make is read as JSON where it is JSON. Absent: false. */
  native?: boolean;
  /** Paths of the templates that it reads, those that they include among them. Made when the file is loaded; absent: none. */
  files?: string[];
}

export interface SerializedGroup {
  groupId: string;
  parentId: string | null;
  label: string;
  tooltip: string;
  /** All tasks in it are expanded together. Absent: it is not mapped. */
  expand?: SerializedExpand;
}

/** A parameter of a DAG: its default and the JSON Schema that values must fit. */
export interface SerializedParam {
  value: Json;
  description: string | null;
  schema: { [keyword: string]: Json };
  /** It has no default, and `value` is null: whoever triggers a run gives it. Absent: false. */
  required?: boolean;
}

export interface SerializedDag {
  /** Version of this format. */
  format: 1;
  dagId: string;
  displayName: string;
  description: string | null;
  docMd: string | null;
  timetable: SerializedTimetable;
  /** A run whenever these have had their events, beside those of the timetable. Absent: by the timetable alone. */
  assetSchedule?: SerializedAssetCondition;
  /** The runs of `assetSchedule` are one for each partition key. Absent: keys play no part, and events with one make no run. */
  partitions?: SerializedPartitions;
  timezone: string;
  startDate: string | null;
  endDate: string | null;
  /** null: as configured by `[scheduler] catchup_by_default`. */
  catchup: boolean | null;
  /** null: as configured by `[core] max_active_runs_per_dag`. */
  maxActiveRuns: number | null;
  /** null: as configured by `[core] max_active_tasks_per_dag`. */
  maxActiveTasks: number | null;
  /** Absent: as configured by `[core] max_consecutive_failed_dag_runs_per_dag`. */
  maxConsecutiveFailedDagRuns?: number;
  dagrunTimeoutMs: number | null;
  /** The first task that fails ends the others. Absent: false. */
  failFast?: boolean;
  /** Of the templates of its tasks; they have it as `native`. Absent: false. */
  renderTemplateAsNativeObj?: boolean;
  /** null: as configured by `[core] dags_are_paused_at_creation`. */
  isPausedUponCreation: boolean | null;
  tags: string[];
  owners: string[];
  ownerLinks: { [owner: string]: string };
  params: { [name: string]: SerializedParam };
  defaultArgs: { [name: string]: Json };
  /** Of its runs. Absent: nobody is told. */
  callbacks?: Pick<SerializedCallbacks, 'success' | 'failure'>;
  /** Absent: none. */
  deadlines?: SerializedDeadline[];
  tasks: SerializedTask[];
  groups: SerializedGroup[];
}
