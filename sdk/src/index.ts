export { type AssetDagOptions, assetDag } from './asset-dag.ts';
export type { AliasEvents, AssetEvent, AssetEventQuery, OutletEvent, OutletEvents } from './asset-events.ts';
export { type AssetOrTime, type AssetSchedule, assetOrTime } from './asset-schedule.ts';
export {
  type AssetWatcher,
  type FileWatcherOptions,
  fileWatcher,
  type HttpWatcherOptions,
  httpWatcher,
  type S3WatcherOptions,
  s3Watcher,
} from './asset-watchers.ts';
export {
  type Asset,
  type AssetAlias,
  type AssetCondition,
  type AssetOptions,
  type AssetRef,
  allOf,
  anyOf,
  asset,
  assetAlias,
  assetRef,
} from './assets.ts';
export { type AquilonConfig, defineConfig } from './config.ts';
export {
  type Connection,
  type Connections,
  getContext,
  type TaskContext,
  type TaskLogger,
  type TriggerDagRunRequest,
  type Variables,
} from './context.ts';
export {
  Dag,
  type DagOptions,
  type GroupOptions,
  type ParamDefinition,
  type ParamObject,
  type TaskFactory,
} from './dag.ts';
export { type AverageRuntime, averageRuntime, type DeadlineAlert } from './deadlines.ts';
export type { Duration } from './duration.ts';
export {
  branch,
  type Choice,
  type Decider,
  FailTask,
  type ShortCircuitOptions,
  SkipTask,
  shortCircuit,
} from './flow.ts';
export type { Collected, ExpandableGroup, GroupFactory } from './mapped-group.ts';
export { type Expandable, type Listed, type MapSource, type Zipped, zip } from './mapping.ts';
export type { NoticeContext, NoticeEvent, NoticeFailure } from './notice-context.ts';
export {
  type Callback,
  type Callbacks,
  type EmailNotifierOptions,
  emailNotifier,
  type NoticeFunction,
  type Notifier,
  type SlackNotifierOptions,
  type SlackWebhookNotifierOptions,
  slackNotifier,
  slackWebhookNotifier,
  type WebhookNotifierOptions,
  webhookNotifier,
} from './notifiers.ts';
export { type ArgumentOperator, defineOperator, type Operator, type OperatorTemplates } from './operator.ts';
export { type BashOptions, bash } from './operators/bash.ts';
export { empty, latestOnly, type TriggerDagRunOptions, triggerDagRun } from './operators/built-in.ts';
export { type DockerMount, type DockerOptions, docker } from './operators/docker.ts';
export { type EmailOptions, email } from './operators/email.ts';
export {
  type ApprovalChoice,
  type ApprovalOptions,
  approval,
  type HitlBranchOptions,
  type HitlEntryOptions,
  type HitlOptions,
  type HitlResult,
  type HitlUser,
  hitl,
  hitlBranch,
  hitlEntry,
} from './operators/hitl.ts';
export { type HttpOptions, type HttpResponse, http } from './operators/http.ts';
export { type PythonOptions, python } from './operators/python.ts';
export { type SlackOptions, slack } from './operators/slack.ts';
export { type SqlOptions, type SqlRow, sql } from './operators/sql.ts';
export type { TaskOptions } from './options.ts';
export {
  dayWindow,
  type FanOutOptions,
  fanOutMapper,
  hourWindow,
  minimumCount,
  monthWindow,
  type PartitionWindow,
  quarterWindow,
  type RollupOptions,
  rollupMapper,
  segmentWindow,
  type WaitPolicy,
  type WindowOptions,
  waitForAll,
  weekWindow,
  yearWindow,
} from './partition-windows.ts';
export {
  allowedKeyMapper,
  chainMapper,
  fixedKeyMapper,
  identityMapper,
  type PartitionedAssets,
  type PartitionMapper,
  partitionedAssets,
  productMapper,
  startOfDayMapper,
  startOfHourMapper,
  startOfMonthMapper,
  startOfQuarterMapper,
  startOfWeekMapper,
  startOfYearMapper,
  type TemporalMapperOptions,
} from './partitions.ts';
export type { CronSchedule, EventsSchedule, IntervalSchedule, Schedule } from './schedule.ts';
export { type PokeResult, type Sensor, sensor } from './sensors/custom.ts';
export { type S3KeySensorOptions, type SqlSensorOptions, s3KeySensor, sqlSensor } from './sensors/data.ts';
export { type ExternalTaskSensorOptions, externalTaskSensor } from './sensors/external-task.ts';
export {
  type DateTimeSensorOptions,
  dateTimeSensor,
  type FileSensorOptions,
  fileSensor,
  type TimeDeltaSensorOptions,
  timeDeltaSensor,
} from './sensors/file-and-time.ts';
export { type HttpSensorOptions, httpSensor, type ResponseCheck } from './sensors/http.ts';
export type { SensorOptions } from './sensors/policy.ts';
export type { Json, TriggerRule, WeightRule } from './serialized.ts';
export {
  type Edge,
  type EdgeLabel,
  type GroupArgument,
  type Input,
  type Inputs,
  label,
  type TaskRef,
} from './task-ref.ts';
export type { DagRunInfo, DataInterval, TimeRestriction, Timetable } from './timetable.ts';
