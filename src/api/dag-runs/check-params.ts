/** Is the conf of a new run what the params of its DAG ask for? */
import type { Json, SerializedDag } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import { createParamCheck, type ParamCheck } from '#support/params.ts';

const MOST_CACHED = 500;

export interface ParamsCheck {
  /**
   * Throws `PARAMS_INVALID`, with a line for each problem that names the param and the path of the value in it. A param that the conf leaves out takes
   * its default, which must fit as well: a param without a default must be given. `versionId` keys the compiled schemas.
   */
  check(versionId: string, dag: Pick<SerializedDag, 'dagId' | 'params'>, conf: { [key: string]: Json }): void;
}

export function createParamsCheck(): ParamsCheck {
  const compiled = new Map<string, ParamCheck>();
  return {
    check(versionId, { dagId, params }, conf) {
      const check =
        compiled.get(versionId) ?? createParamCheck(params, (name, reason) => wrongSchema(dagId, name, reason));
      if (compiled.size >= MOST_CACHED) compiled.delete(compiled.keys().next().value ?? '');
      compiled.set(versionId, check);
      const problems = check.problems(conf);
      if (problems.length === 0) return;
      // As Airflow begins: its users look for these words.
      const lines = problems.map(({ param, path, reason }) => `Invalid input for param ${param}: ${path} ${reason}`);
      throw new AquilonError('PARAMS_INVALID', { dag: dagId, reason: lines.join('\n') });
    },
  };
}

function wrongSchema(dagId: string, name: string, reason: string): never {
  const words = `the JSON schema of the param ${name} is wrong: ${reason}`;
  throw new AquilonError('PARAMS_INVALID', { dag: dagId, reason: words });
}
