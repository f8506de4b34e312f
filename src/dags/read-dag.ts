/** A DAG of a file as the scheduler reads it. */
import { type Dag, DagDefinitionError, examine } from '@aquilon/sdk/runtime';
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { paramProblems } from './check-params.ts';
import { scheduleProblem } from './schedule-problem.ts';
import { readScripts } from './task-scripts.ts';
import { readTemplates } from './task-templates.ts';

/** Adds the texts of template files and scripts to `files`. Throws `DagDefinitionError` with all that is wrong with the DAG and with these. */
export async function readDag(dag: Dag, dagFile: string, files: { [path: string]: string }): Promise<SerializedDag> {
  const { serialized, problems } = examine(dag);
  const schedule = scheduleProblem(serialized);
  const all = [
    ...problems,
    ...(schedule === undefined ? [] : [schedule]),
    ...(await paramProblems(serialized)),
    ...(await readTemplates(serialized, dagFile, files)),
    ...readScripts(serialized, dagFile, files),
  ];
  if (all.length > 0) throw new DagDefinitionError(String(dag.dagId), [...new Set(all)]);
  return serialized;
}

/** All of them. Where several are wrong, what is thrown tells of each. */
export async function readDags(
  dags: readonly Dag[],
  dagFile: string,
  files: { [path: string]: string },
): Promise<SerializedDag[]> {
  const read: SerializedDag[] = [];
  const wrong: DagDefinitionError[] = [];
  for (const dag of dags) {
    try {
      read.push(await readDag(dag, dagFile, files));
    } catch (error) {
      if (!(error instanceof DagDefinitionError)) throw error;
      wrong.push(error);
    }
  }
  const [first, second] = wrong;
  if (first && second) first.message = wrong.map(({ message }) => message).join('\n');
  if (first) throw first;
  return read;
}
