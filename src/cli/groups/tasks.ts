/** `aquilon tasks ...`, in the order of the help. */
import { answer } from '#cli/commands/tasks/answer.ts';
import { clear } from '#cli/commands/tasks/clear.ts';
import { explain } from '#cli/commands/tasks/explain.ts';
import { list } from '#cli/commands/tasks/list.ts';
import { logs } from '#cli/commands/tasks/logs.ts';
import { failedDeps, render } from '#cli/commands/tasks/render.ts';
import { replay } from '#cli/commands/tasks/replay.ts';
import { state } from '#cli/commands/tasks/state.ts';
import { statesForDagRun } from '#cli/commands/tasks/states-for-dag-run.ts';
import { test } from '#cli/commands/tasks/test.ts';

export const tasks = [list, statesForDagRun, state, explain, failedDeps, render, logs, answer, clear, test, replay];
