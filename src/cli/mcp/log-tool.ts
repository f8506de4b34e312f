import { Type } from 'typebox';
import { path } from '#cli/client.ts';
import { logText } from '#cli/log-text.ts';
import { readLog } from '#cli/read-log.ts';
import { DagId, MapIndex, RunId, TaskId, tool } from './tool.ts';

const LINES = 100;
const MOST_LINES = 500;

export const readLogTool = tool({
  name: 'read_log',
  description: 'The last lines of the log of a task. Secrets that the task was given are masked in it.',
  kind: 'looks',
  input: {
    dag_id: DagId,
    dag_run_id: RunId,
    task_id: TaskId,
    map_index: MapIndex,
    try_number: Type.Optional(Type.Integer({ minimum: 1, description: 'default: the newest' })),
    lines: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_LINES, description: `default ${LINES}` })),
  },
  async run({ client }, { dag_id: dagId, dag_run_id: runId, task_id: taskId, map_index: mapIndex = -1, ...given }) {
    const instance = path`/dags/${dagId}/dagRuns/${runId}/taskInstances/${taskId}`;
    const tryNumber = given.try_number ?? (await newestTry(client, instance, mapIndex));
    const { lines: wanted = LINES } = given;
    const last: string[] = [];
    let left = 0;
    await readLog(client, { instance, mapIndex, tryNumber }, null, (line) => {
      last.push(logText(line));
      if (last.length <= wanted) return;
      last.shift();
      left += 1;
    });
    if (last.length === 0) return `The log of try ${tryNumber} of ${taskId} is empty.`;
    return [...(left === 0 ? [] : [`(${left} lines before these)`]), ...last].join('\n');
  },
});

async function newestTry(client: Parameters<typeof readLog>[0], instance: string, mapIndex: number): Promise<number> {
  const place = mapIndex < 0 ? instance : `${instance}/${mapIndex}`;
  const { try_number: tryNumber } = await client.ask<{ try_number: number }>('GET', place);
  return Math.max(1, tryNumber);
}
