/** What a worker is given of an attempt. */

import type { Json } from '@aquilon/sdk/serialized';
import { mappedInputs } from '#domain/picks.ts';
import type { Instance, Run } from '#domain/run.ts';
import { nameOfSources } from '#domain/run-sources.ts';
import type { RunFacts as TaskRunFacts, Work } from '#queue/executor.ts';

/** The facts of a run are the same for all its attempts. */
const factsOf = new WeakMap<Run, TaskRunFacts>();

export function workOf(instance: Instance): Work {
  const { run, node } = instance;
  return {
    attemptId: instance.attemptId,
    dagRunId: run.facts.dagRunId,
    taskId: node.task.taskId,
    mapIndex: instance.mapIndex,
    tryNumber: instance.tryNumber,
    maxTries: instance.maxTries,
    run: runFacts(run),
    task: node.task,
    ...waitOf(instance),
    snapshotHash: nameOfSources(run),
    mapped: mappedInputs(instance),
  };
}

function waitOf({ waitFor, waitingSince }: Instance): Pick<Work, 'wait'> {
  if (waitFor?.kind !== 'poke' || waitingSince === null) return {};
  return { wait: { for: waitFor, since: waitingSince } };
}

export function runFacts(run: Run): TaskRunFacts {
  let facts = factsOf.get(run);
  if (!facts || facts.startDate === null) {
    facts = makeFacts(run);
    factsOf.set(run, facts);
  }
  return facts;
}

function makeFacts(run: Run): TaskRunFacts {
  const { facts, graph } = run;
  const defaults = Object.entries(graph.dag.params).map(([name, param]): [string, Json] => [name, param.value]);
  return {
    dagId: facts.dagId,
    runId: facts.runId,
    runType: facts.runType,
    logicalDate: iso(facts.logicalDate),
    dataIntervalStart: iso(facts.dataIntervalStart),
    dataIntervalEnd: iso(facts.dataIntervalEnd),
    runAfter: new Date(facts.runAfter).toISOString(),
    startDate: iso(run.startedAt),
    conf: facts.conf,
    // As in Airflow, what the conf adds is a param too.
    params: Object.fromEntries([...defaults, ...Object.entries(facts.conf)]),
    triggeringUser: facts.triggeringUser,
    partitionKey: facts.partitionKey,
  };
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
