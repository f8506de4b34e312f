/** A batch as the parameters of the commit statement: one JSON text for each part that is not empty. */
import { COMMIT_PARTS, type CommitPart } from '#db/queries/commit.ts';
import type { Answer } from '#domain/question.ts';
import { rowsOf, type Series } from './rows-in-series.ts';
import type {
  AmendedInstances,
  AssetEventRow,
  AuditRow,
  Batch,
  EventRow,
  InstanceRow,
  NewRun,
  Note,
  NoticeRow,
  QuestionRow,
  RequestRow,
  RunRow,
  StoredBackfill,
  XComRow,
} from './store.ts';

export function commitParameters(
  epoch: number,
  number: number,
  batch: Batch,
): { parts: CommitPart[]; values: unknown[] } {
  const { born = [], moved = [] } = Object.groupBy(batch.instances.series, ({ first }) =>
    first.expected === undefined ? 'born' : 'moved',
  );
  const rows: Readonly<Record<CommitPart, readonly unknown[]>> = {
    newRuns: batch.newRuns.map(newRunJson),
    ...eitherOf('newInstances', 'newSeries', born, newInstanceJson),
    archive: moved.flatMap((one) => (one.first.archive === null ? [] : [...rowsOf(one)].map(archiveJson))),
    ...eitherOf('instances', 'instanceSeries', moved, movedJson),
    runs: batch.runs.map(runJson),
    xcoms: batch.xcoms.map(xcomJson),
    questions: batch.questions.map(questionJson),
    answers: batch.answers.map(({ attemptId, answer }) => ({ id: attemptId, ...answerJson(answer) })),
    goneInstances: batch.goneInstances.map(keyJson),
    clearedXComs: batch.clearedXComs.map(keyJson),
    deletedXComs: batch.deletedXComs.map((row) => ({ ...keyJson(row), key: row.key })),
    amended: batch.amended.map(amendedJson),
    ticks: batch.ticks.map((row) => ({
      dag_id: row.dagId,
      logical_date: iso(row.logicalDate),
      interval_start: iso(row.dataIntervalStart),
      interval_end: iso(row.dataIntervalEnd),
      run_after: iso(row.runAfter),
    })),
    assetEvents: batch.assetEvents.map(assetEventJson),
    consumedQueues: batch.consumedQueues.map((row) => ({ d: row.dagId, k: row.partitionKey, r: row.dagRunId })),
    forgottenQueues: batch.forgottenQueues.map((row) => ({
      d: row.dagId,
      name: row.name,
      uri: row.uri,
      k: row.partitionKey,
    })),
    watcherStates: batch.watcherStates,
    paused: Array.from(batch.paused, ([dagId, { paused, quarantine }]) => ({
      dag_id: dagId,
      paused,
      quarantine,
      since: iso(quarantine?.since ?? null),
    })),
    deletedRuns: batch.deletedRuns,
    deletedInstances: batch.deletedInstances.map(keyJson),
    deletedDags: batch.deletedDags,
    backfills: batch.backfills.map(backfillJson),
    backfillDates: batch.backfillDates.map((row) => ({
      b: row.backfillId,
      n: row.ordinal,
      logical_date: iso(row.logicalDate),
      interval_start: iso(row.dataIntervalStart),
      interval_end: iso(row.dataIntervalEnd),
      run_after: iso(row.runAfter),
      r: row.dagRunId,
      reason: row.reason,
    })),
    notices: batch.notices.map(noticeJson),
    deadlines: batch.deadlines.map((row) => ({
      r: row.dagRunId,
      number: row.number,
      due: iso(row.due),
      missed: iso(row.missedAt),
    })),
    goneDeadlines: batch.goneDeadlines,
    requests: batch.requests.map(requestJson),
    audit: batch.audit.map(auditJson),
    leftVersions: batch.leftVersions,
    ...eitherOf('events', 'eventSeries', batch.events.series, eventJson),
  };
  const parts = COMMIT_PARTS.filter((part) => rows[part].length > 0);
  return {
    parts,
    values: [epoch, number, lengthOf(moved), batch.runs.length, ...parts.map((part) => JSON.stringify(rows[part]))],
  };
}

/** Rows one by one, or, where some of them are alike, as series: the statement for those is another, and a little slower. */
function eitherOf<Single extends CommitPart, Many extends CommitPart, Row>(
  single: Single,
  many: Many,
  series: readonly Series<Row>[],
  json: (row: Row) => object,
): Record<Single | Many, readonly object[]> {
  const isSingle = series.every(({ count }) => count === 1);
  const rows = series.map(({ first, count }) => (isSingle ? json(first) : { ...json(first), rows: count }));
  return { [single]: isSingle ? rows : [], [many]: isSingle ? [] : rows } as Record<Single | Many, object[]>;
}

const lengthOf = (all: readonly Series<unknown>[]): number => all.reduce((sum, { count }) => sum + count, 0);

const keyJson = (row: { dagRunId: number; taskId: string; mapIndex: number }): object => ({
  r: row.dagRunId,
  t: row.taskId,
  m: row.mapIndex,
});

/** A key that is not there is null in the row. */
const iso = (at: number | null): string | undefined => (at === null ? undefined : new Date(at).toISOString());

function requestJson({ scope, key, fingerprint, dagRunId, runId, backfillId, expiresAt }: RequestRow): object {
  const made = { dagRunId, runId, backfillId };
  return { scope, key, fingerprint, made, r: dagRunId ?? undefined, expires_at: iso(expiresAt) };
}

function archiveJson({ archive, ...row }: InstanceRow): object {
  const { state, endedAt, error } = archive ?? {};
  return { r: row.dagRunId, t: row.taskId, m: row.mapIndex, state, end_date: iso(endedAt ?? null), error };
}

function newRunJson({ facts, ...run }: NewRun): object {
  return {
    id: facts.dagRunId,
    dag_id: facts.dagId,
    run_id: facts.runId,
    logical_date: iso(facts.logicalDate),
    data_interval_start: iso(facts.dataIntervalStart),
    data_interval_end: iso(facts.dataIntervalEnd),
    run_after: iso(facts.runAfter),
    queued_at: iso(run.queuedAt),
    start_date: iso(run.startedAt),
    end_date: iso(run.endedAt),
    state: run.state,
    run_type: facts.runType,
    triggered_by: run.triggeredBy,
    triggering_user_name: facts.triggeringUser,
    partition_key: facts.partitionKey,
    partition_date: iso(facts.partitionDate ?? null),
    conf: facts.conf,
    note: run.note,
    dag_version_id: run.versionId,
    bundle_version: run.bundleVersion,
    wait_reasons: run.waitReasons,
    backfill_id: facts.backfillId,
  };
}

function movedJson(row: InstanceRow): object {
  const { startedAt, endedAt } = row;
  return {
    r: row.dagRunId,
    t: row.taskId,
    m: row.mapIndex,
    expected: row.expected,
    state: row.state,
    id: row.attemptId,
    try_number: row.tryNumber,
    max_tries: row.maxTries,
    start_date: iso(startedAt),
    end_date: iso(endedAt),
    // The clock may have been set back while the task ran.
    duration: startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt) / 1000,
    scheduled_when: iso(row.scheduledAt),
    queued_when: iso(row.queuedAt),
    next_start_at: iso(row.nextStartAt),
    hostname: row.hostname,
    pid: row.pid,
    error: row.error,
    dag_version_id: row.versionId,
    ...(row.skips === null ? {} : { skips: row.skips }),
    ...(row.waitFor === null ? {} : { wait_for: row.waitFor }),
    ...(row.waitingSince === null ? {} : { waiting_since: iso(row.waitingSince) }),
    ...(row.returnedLength === null ? {} : { returned_length: row.returnedLength }),
    ...(row.isRebuilt ? taskJson(row) : {}),
    ...noteJson(row),
  };
}

function amendedJson(row: AmendedInstances): object {
  const returned = row.returned && { measured: true, returned_length: row.returned.length };
  return { ...keyJson(row), rows: row.count, ...returned, ...noteJson(row) };
}

const noteJson = ({ note }: { note: Note | null }): object => (note === null ? {} : { noted: true, note: note.text });

function newInstanceJson(row: InstanceRow): object {
  return {
    ...movedJson(row),
    dag_id: row.dagId,
    ...taskJson(row),
  };
}

function taskJson(row: InstanceRow): object {
  return {
    pool: row.pool,
    pool_slots: row.poolSlots,
    queue: row.queue,
    priority_weight: row.priorityWeight,
    operator: row.operator,
  };
}

function runJson(row: RunRow): object {
  return {
    id: row.dagRunId,
    expected: row.expected,
    state: row.state,
    queued_at: iso(row.queuedAt),
    start_date: iso(row.startedAt),
    end_date: iso(row.endedAt),
    clear_number: row.clearNumber,
    dag_version_id: row.versionId,
    bundle_version: row.bundleVersion,
    wait_reasons: row.waitReasons,
    decided: iso(row.endedAt ?? row.startedAt ?? row.queuedAt),
    ...(row.takenBy === null
      ? {}
      : { backfill_id: row.takenBy.backfillId, ...(row.takenBy.conf === null ? {} : { conf: row.takenBy.conf }) }),
    ...(row.edited?.conf ? { conf: row.edited.conf } : {}),
    ...(row.edited?.pools ? { edited_pools: row.edited.pools } : {}),
    ...(row.edited?.unpartitioned ? { unpartitioned: true } : {}),
    ...(row.edited ? noteJson(row.edited) : {}),
  };
}

function backfillJson(row: StoredBackfill): object {
  return {
    id: row.id,
    dag_id: row.dagId,
    from_date: iso(row.from),
    to_date: iso(row.to),
    // A JSON null would be kept as a value.
    ...(row.conf === null ? {} : { conf: row.conf }),
    is_paused: row.paused,
    behavior: row.reprocessBehavior,
    max_active_runs: row.maxActiveRuns,
    run_backwards: row.runBackwards,
    latest: row.runOnLatestVersion,
    user_name: row.triggeringUser,
    created_at: iso(row.createdAt),
    completed_at: iso(row.completedAt),
    updated_at: iso(row.updatedAt),
  };
}

function xcomJson(row: XComRow): object {
  const key = { r: row.dagRunId, t: row.taskId, m: row.mapIndex, key: row.key };
  if (row.value.kind === 'json') return { ...key, value: row.value.value, object: null };
  const { kind: _kind, ...object } = row.value;
  return { ...key, value: null, object };
}

function questionJson({ attemptId, question, askedAt, answer, ...row }: QuestionRow): object {
  const { subject, body, options, defaults, multiple, params, assignedUsers: users } = question;
  return {
    ...{ id: attemptId, ...keyJson(row), subject, body, options, multiple, params, users, at: iso(askedAt) },
    // A JSON null would be kept as a value.
    ...(defaults === null ? {} : { defaults }),
    ...(answer === null ? {} : answerJson(answer)),
  };
}

const answerJson = ({ chosenOptions, paramsInput, respondedAt, respondedBy }: Answer): object => ({
  chosen: chosenOptions,
  input: paramsInput,
  answered_at: iso(respondedAt),
  user_id: respondedBy?.id,
  user_name: respondedBy?.name,
});

function assetEventJson({ source, ...row }: AssetEventRow): object {
  return {
    id: row.id,
    name: row.name,
    uri: row.uri,
    grp: row.group,
    extra: row.extra,
    aliases: row.aliases,
    at: iso(row.at),
    d: source?.dagId,
    t: source?.taskId,
    run: source?.runId,
    m: source?.mapIndex ?? -1,
    p: row.partitionKey,
    queue_for: [...row.queueFor].flatMap(([d, keys]) => [...keys].map((k) => ({ d, k }))),
    consumed_by: row.consumedBy,
  };
}

function noticeJson(row: NoticeRow): object {
  return {
    id: row.id,
    key: row.key,
    at: iso(row.at),
    event: row.event,
    d: row.dagId,
    r: row.dagRunId,
    run: row.runId,
    t: row.taskId,
    m: row.mapIndex,
    n: row.tryNumber,
    v: row.versionId,
    notifier: row.notifier,
    number: row.number,
    told: row.told,
  };
}

function eventJson(row: EventRow): object {
  return {
    at: iso(row.at),
    kind: row.kind,
    d: row.dagId,
    r: row.dagRunId,
    run: row.runId,
    t: row.taskId,
    m: row.mapIndex,
    a: row.attemptId,
    n: row.tryNumber,
    f: row.from,
    s: row.to,
    by: row.by,
    why: row.why,
  };
}

function auditJson(row: AuditRow): object {
  const { event, owner, dagId, runId, taskId, mapIndex, tryNumber, extra, dagRunId } = row;
  return { event, owner, d: dagId, run: runId, t: taskId, m: mapIndex, n: tryNumber, extra, r: dagRunId };
}
