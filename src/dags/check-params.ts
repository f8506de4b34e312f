/** The params of a DAG, looked at while its file is loaded. */
import { DagDefinitionError } from '@aquilon/sdk/runtime';
import type { SerializedDag } from '@aquilon/sdk/serialized';

/**
 * Throws `DagDefinitionError` where a schema is none or a default does not fit it. As in Airflow, a DAG with a schedule needs a default for each param;
 * in one that is only triggered, a param without a default, or with the default null, must be given then.
 */
export async function checkParamDefaults(dag: SerializedDag): Promise<void> {
  const rules = Object.values(dag.params).some(({ required, schema }) => required || Object.keys(schema).length > 0);
  if (!rules) return;
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
  if (problems.length > 0) throw new DagDefinitionError(dag.dagId, problems);
}
