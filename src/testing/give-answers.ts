/** Answers the questions of tasks as the test says: when a task begins to wait, and after the time that its answer takes. */

import { parseDuration } from '@aquilon/sdk/runtime';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import type { RunDagOptions, TestAnswer } from '@aquilon/sdk/testing';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Scheduler } from '#scheduler/scheduler.ts';
import { type MemoryDatabase, nameOf } from './memory-store.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface Parts {
  dag: Pick<SerializedDag, 'dagId'>;
  answers: RunDagOptions['answers'];
  db: MemoryDatabase;
  clock: VirtualClock;
  scheduler: Scheduler;
  /** An answer that is refused: the test is wrong. */
  onRefused: (reason: string) => void;
}

export function giveAnswers({ dag, answers = {}, db, clock, scheduler, onRefused }: Parts): void {
  const asked = new Set<string>();
  scheduler.subscribe((events) => {
    for (const { dagId, taskId, to } of events) {
      const answer = dagId === dag.dagId && taskId !== null && to === 'awaiting_input' ? answers[taskId] : undefined;
      if (answer === undefined) continue;
      for (const [dagRunId, { instances }] of db.runs)
        for (const row of instances.values()) {
          if (
            row.state !== 'awaiting_input' ||
            row.taskId !== taskId ||
            row.dagId !== dagId ||
            asked.has(row.attemptId)
          )
            continue;
          asked.add(row.attemptId);
          give(dagRunId, row, readAnswer(answer));
        }
    }
  });

  function give(dagRunId: number, row: { taskId: string; mapIndex: number; attemptId: string }, answer: Given): void {
    const { taskId, mapIndex, attemptId } = row;
    const { chosenOptions, paramsInput, by, afterMs } = answer;
    const command = { kind: 'answer_task' as const, dagRunId, task: { taskId, mapIndex }, attemptId };
    clock.after(afterMs, () => {
      scheduler
        .submit({ ...command, chosenOptions, paramsInput }, { user: by, via: 'test' })
        .catch((error: unknown) => onRefused(`the answer to ${nameOf(row)} was refused: ${messageOf(error)}`));
    });
  }
}

interface Given {
  chosenOptions: string[];
  paramsInput: Exclude<Extract<TestAnswer, { chosenOptions: unknown }>['paramsInput'], undefined>;
  by: string;
  afterMs: number;
}

function readAnswer(answer: TestAnswer): Given {
  const isShort = typeof answer === 'string' || Array.isArray(answer);
  const { chosenOptions, paramsInput = {}, by = 'test', after = 0 } = isShort ? { chosenOptions: answer } : answer;
  return { chosenOptions: [chosenOptions].flat(), paramsInput, by, afterMs: parseDuration(after) ?? 0 };
}
