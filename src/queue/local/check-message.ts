import { isAssetText, isPartitionKey, isStorable } from '#domain/assets.ts';
import type { Outcome } from '#queue/executor.ts';
import type { FromChild, ProcessUse } from '#worker/protocol.ts';

const KINDS = new Set(['ready', 'aborting', 'log_failed', 'request', 'finished']);
const STATES = new Set(['success', 'failed', 'skipped', 'up_for_reschedule', 'deferred']);

/**
 * What came from a task process, or undefined when it is no message of ours: the author's code lives there too.
 * The shape is checked, not the rights: a process can speak for its own attempt only.
 */
export function checkMessage(message: unknown): FromChild | undefined {
  if (!isRecord(message) || typeof message.kind !== 'string' || !KINDS.has(message.kind)) return undefined;
  if (message.kind !== 'ready' && typeof message.attemptId !== 'string') return undefined;
  if (message.kind === 'request' && !(typeof message.id === 'number' && isRecord(message.request))) return undefined;
  if (message.kind === 'ready' && !(message.cpuSeconds === undefined || isSize(message.cpuSeconds))) return undefined;
  const { at, outcome, use } = message;
  if (message.kind === 'finished' && !(typeof at === 'number' && isOutcome(outcome) && isUse(use))) return undefined;
  return message as FromChild;
}

export function isOutcome(value: unknown): value is Outcome {
  if (!isRecord(value) || typeof value.state !== 'string' || !STATES.has(value.state)) return false;
  if (value.state === 'skipped') return typeof value.reason === 'string';
  if (value.state === 'up_for_reschedule') return typeof value.until === 'number';
  if (value.state === 'deferred') return isWaitFor(value.waitFor);
  if (value.state === 'success') {
    const { returnValue, follow, assetEvents } = value;
    return (
      (returnValue === undefined || isXCom(returnValue)) &&
      (follow === undefined || isFollow(follow)) &&
      (assetEvents === undefined || (Array.isArray(assetEvents) && assetEvents.every(isAssetEvent)))
    );
  }
  return isRecord(value.error) && typeof value.error.code === 'string' && typeof value.error.message === 'string';
}

function isUse(value: unknown): value is ProcessUse {
  if (!isRecord(value)) return false;
  return isSize(value.cpuSeconds) && isSize(value.memory) && (value.peakMemory === null || isSize(value.peakMemory));
}

const isSize = (value: unknown): boolean => typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;

function isWaitFor(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (value.kind === 'time') return Number.isFinite(value.at);
  if (value.kind === 'answer')
    return isQuestion(value.question) && (value.until === null || Number.isFinite(value.until));
  const { intervalMs, wakeOn } = value;
  const isRate = typeof intervalMs === 'number' && intervalMs >= 0 && Number.isFinite(intervalMs);
  return (
    value.kind === 'poke' &&
    isRate &&
    (wakeOn === undefined || (isRecord(wakeOn) && typeof (wakeOn.dagId ?? wakeOn.path) === 'string'))
  );
}

/** It goes into the database in one commit with everything else that happens. */
function isQuestion(value: unknown): boolean {
  if (!isRecord(value) || !isStorable(value)) return false;
  const { subject, body, options, defaults, multiple, params, assignedUsers } = value;
  const areTexts = (list: unknown) => Array.isArray(list) && list.every((one) => typeof one === 'string');
  return (
    typeof subject === 'string' &&
    (body === null || typeof body === 'string') &&
    areTexts(options) &&
    (defaults === null || areTexts(defaults)) &&
    typeof multiple === 'boolean' &&
    isRecord(params) &&
    Array.isArray(assignedUsers) &&
    assignedUsers.every((one) => isRecord(one) && typeof one.id === 'string' && typeof one.name === 'string')
  );
}

function isFollow(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value.tasks)) return false;
  return value.tasks.every((id) => typeof id === 'string') && (value.others === 'direct' || value.others === 'all');
}

/** They go into the database in one commit with everything else that happens: what it would refuse must not come that far. */
function isAssetEvent(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.extra) || !isStorable(value.extra)) return false;
  const { aliases = [], group = 'asset', partitionKeys = [] } = value;
  if (!Array.isArray(partitionKeys) || !partitionKeys.every(isPartitionKey)) return false;
  return Array.isArray(aliases) && [value.name, value.uri, group, ...aliases].every(isAssetText);
}

export function isXCom(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (value.kind === 'json') return value.value !== undefined;
  const { object, bytes, sha256 } = value;
  return (
    value.kind === 'object' && typeof object === 'string' && typeof bytes === 'number' && typeof sha256 === 'string'
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
