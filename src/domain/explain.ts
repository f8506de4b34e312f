/** Why a task instance is not running: the complete list, from the state of the world at this moment. */
import type { Admission } from './admission.ts';
import { unfinishedSources } from './mapping.ts';
import { pastReasons } from './past.ts';
import type { Reason } from './reasons.ts';
import { drainReason, refusals } from './refusals.ts';
import { type Instance, pendingUpstreams } from './run.ts';
import { judgeSetups, unfinishedSetups } from './setups.ts';
import { isFinished } from './states.ts';
import { doneUpstreams, judge } from './trigger-rules.ts';

/** How many waiting upstreams are named; the count tells of all. */
const NAMED = 20;

/**
 * Empty for what runs or has ended, and only for those. Every reason is true now; without all of them the instance would start.
 * `runReasons`: what keeps the run itself from starting (explainRun in scheduler/), empty once it runs.
 */
export function explainInstance(instance: Instance, admission: Admission, runReasons: readonly Reason[]): Reason[] {
  const { state, nextStartAt, counts } = instance;
  const { triggerRule } = instance.node.task;
  if (state === 'running' || state === 'restarting' || isFinished(state)) return [];
  if (state === 'queued') {
    const held = admission.drained ? [drainReason(admission.drained)] : [];
    return [...held, { code: 'executor', message: 'it is queued and waits for a free process' }];
  }
  const reasons: Reason[] = [...runReasons];
  if (state === 'deferred') return [...reasons, deferral(instance)];
  if (state === 'awaiting_input') return [...reasons, question(instance)];
  // What stands in line is not asked again, as in Airflow.
  const isAsked = state !== 'scheduled';
  if (isAsked && judgeSetups(instance) === 'wait') {
    const waitingFor = unfinishedSetups(instance);
    reasons.push({ code: 'setup', waitingFor, message: `its setups have not ended: ${waitingFor.join(', ')}` });
  }
  if (isAsked && judge(triggerRule, counts) === 'wait') {
    const [done, total] = [doneUpstreams(counts), counts.total];
    const waitingFor = pendingUpstreams(instance).slice(0, NAMED);
    const message = `${done} of ${total} upstream tasks have ended, and ${triggerRule} asks for more: ${waitingFor.join(', ')}`;
    reasons.push({ code: 'upstream', rule: triggerRule, done, total, waitingFor, message });
  }
  const unlisted = state === null ? unfinishedSources(instance) : [];
  if (unlisted.length > 0) {
    const message = `what it is mapped over is not there yet: ${unlisted.join(', ')}`;
    reasons.push({ code: 'mapped_over', waitingFor: unlisted, message });
  }
  if (isAsked) reasons.push(...pastReasons(instance.run, instance.node));
  if ((state === 'up_for_retry' || state === 'up_for_reschedule') && nextStartAt !== null) {
    const code = state === 'up_for_retry' ? 'retry_delay' : 'reschedule';
    reasons.push({ code, until: nextStartAt, message: `it waits until ${new Date(nextStartAt).toISOString()}` });
  }
  const known = new Set(reasons.map((reason) => reason.code));
  return [...reasons, ...refusals(admission, instance).filter((reason) => !known.has(reason.code))];
}

function deferral({ run, node: { task }, waitFor, waitingSince, startedAt }: Instance): Reason {
  const since = waitingSince ?? startedAt ?? 0;
  const limit = task.sensor?.timeoutMs ?? null;
  const timeoutAt = limit === null ? null : since + limit;
  const pokeIntervalMs = waitFor?.kind === 'poke' ? waitFor.intervalMs : null;
  const rate = pokeIntervalMs === null ? '' : `, looks every ${pokeIntervalMs / 1000} s`;
  const what = waitFor?.kind === 'time' ? `until ${iso(waitFor.at)}` : `for what ${task.operator} looks for`;
  const off = run.paused && pokeIntervalMs !== null ? '; its DAG is off, and nobody looks' : rate;
  const end = timeoutAt === null ? '' : `, until ${iso(timeoutAt)} at most`;
  const message = `it has waited ${what} since ${iso(since)}${off}${end}`;
  return { code: 'deferred', since, pokeIntervalMs, timeoutAt, message };
}

function question({ waitFor, waitingSince, startedAt }: Instance): Reason {
  const since = waitingSince ?? startedAt ?? 0;
  const isKnown = waitFor?.kind === 'answer';
  const until = isKnown ? waitFor.until : null;
  const assignedUsers = isKnown ? waitFor.question.assignedUsers.map(({ id }) => id) : [];
  const whose = assignedUsers.length === 0 ? 'somebody' : assignedUsers.join(' or ');
  const otherwise =
    isKnown && waitFor.question.defaults ? `then it takes ${waitFor.question.defaults.join(', ')}` : 'then it fails';
  const end = until === null ? '' : `, until ${iso(until)} at most: ${otherwise}`;
  return {
    code: 'awaiting_input',
    since,
    until,
    assignedUsers,
    message: `it has waited for an answer of ${whose} since ${iso(since)}${end}`,
  };
}

const iso = (at: number): string => new Date(at).toISOString();
