/** The params of a DAG and of its questions to people, looked at while its file is loaded. */
import type { SerializedDag, SerializedTask } from '@aquilon/sdk/serialized';

/**
 * What is wrong where a schema is none, or a default does not fit it. As in Airflow, a DAG with a schedule needs a default for each param;
 * in one that is only triggered, a param without a default, or with the default null, must be given then.
 */
export async function paramProblems(dag: SerializedDag): Promise<string[]> {
  const asking = dag.tasks.filter(({ body }) => body === 'hitl');
  const all = [dag.params, ...asking.map(paramsOf)].flatMap((params) => Object.values(params));
  if (!all.some(({ required, schema }) => required || Object.keys(schema).length > 0)) return [];
  const { createParamCheck } = await import('#support/params.ts');
  const problems: string[] = [];
  const check = createParamCheck(dag.params, (name, reason) =>
    problems.push(`param ${name}: its schema is no JSON Schema: ${reason}`),
  );
  const isScheduled = dag.timetable.kind !== 'null' || dag.assetSchedule !== undefined;
  for (const { param, path, reason } of check.problems({})) {
    const mayBeGiven = !isScheduled && (dag.params[param]?.required || dag.params[param]?.value === null);
    if (mayBeGiven) continue;
    const why = isScheduled ? '; runs of a schedule take the defaults' : '';
    problems.push(`param ${param}: the default of ${path} ${reason}${why}`);
  }
  for (const task of asking) {
    const where = `task ${task.taskId}${task.line === null ? '' : ` (line ${task.line})`}`;
    const params = paramsOf(task);
    const ofTask = createParamCheck(params, (name, reason) =>
      problems.push(`${where}: the schema of param ${name} is no JSON Schema: ${reason}`),
    );
    // What has no default is given by whoever answers.
    for (const { param, path, reason } of ofTask.problems({}))
      if (!params[param]?.required && params[param]?.value !== null)
        problems.push(`${where}: the default of ${path} ${reason}`);
  }
  return problems;
}

const paramsOf = ({ options }: SerializedTask): SerializedDag['params'] =>
  (options.params ?? {}) as unknown as SerializedDag['params'];
