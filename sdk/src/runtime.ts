/** What the product needs of a loaded DAG file: its DAGs as JSON, and the bodies of its tasks. Authors import the package itself. */

import { getContext } from './context.ts';
import { type AnyHandler, type Dag, dagParts, isDag } from './dag.ts';
import { isOperator } from './operator.ts';

export { runWithContext } from './context.ts';
export type { Dag } from './dag.ts';
export { DagDefinitionError } from './problems.ts';
export { serialize } from './serialize.ts';

/** The DAGs that a module exports, by default or by name, each once. Lists of DAGs count too. */
export function dagsOf(module: object): Dag[] {
  const exported = Object.values(module).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return [...new Set(exported.filter(isDag))];
}

/** The author's function of a task: takes the object of named arguments. Undefined for built-in operators and unknown tasks. */
export function handlerOf(dag: Dag, taskId: string): AnyHandler | undefined {
  const body = dagParts(dag).placements.find((placement) => placement.taskId === taskId)?.definition.body;
  if (!isOperator(body)) return body;
  const { run } = body;
  return run && (() => run(getContext()));
}
