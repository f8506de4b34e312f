/** Is the conf of a new run what the params of its DAG ask for? */
import type { Json, SerializedDag, SerializedParam } from '@aquilon/sdk/serialized';
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv';
import { AquilonError } from '#errors/aquilon-error.ts';
import { createAjv } from '#http/validation.ts';

const MOST_CACHED = 500;

export interface ParamsCheck {
  /**
   * Throws `PARAMS_INVALID`, naming the param and the place in it. A param that the conf leaves out takes its default, which must fit as well:
   * a param without a default must be given. `versionId` keys the compiled schemas.
   */
  check(versionId: string, dag: Pick<SerializedDag, 'dagId' | 'params'>, conf: { [key: string]: Json }): void;
}

export function createParamsCheck(): ParamsCheck {
  const compiled = new Map<string, Map<string, ValidateFunction>>();
  return {
    check(versionId, dag, conf) {
      const validators = compiled.get(versionId) ?? compile(dag);
      if (compiled.size >= MOST_CACHED) compiled.delete(compiled.keys().next().value ?? '');
      compiled.set(versionId, validators);
      for (const [name, validate] of validators) {
        const value = Object.hasOwn(conf, name) ? conf[name] : dag.params[name]?.value;
        if (validate(value ?? null)) continue;
        throw new AquilonError('PARAMS_INVALID', {
          dag: dag.dagId,
          reason: reasonOf(name, value, validate.errors?.[0]),
        });
      }
    },
  };
}

function compile(dag: Pick<SerializedDag, 'dagId' | 'params'>): Map<string, ValidateFunction> {
  const ajv = createAjv();
  return new Map(Object.entries(dag.params).map(([name, param]) => [name, compileOne(ajv, dag.dagId, name, param)]));
}

function compileOne(ajv: Ajv, dagId: string, name: string, param: SerializedParam): ValidateFunction {
  try {
    return ajv.compile(param.schema);
  } catch (error) {
    const reason = `the JSON schema of the param ${name} is wrong: ${(error as Error).message}`;
    throw new AquilonError('PARAMS_INVALID', { dag: dagId, reason }, { cause: error });
  }
}

function reasonOf(name: string, value: Json | undefined, error: ErrorObject | undefined): string {
  const place = error?.instancePath ? ` at ${name}${error.instancePath.replaceAll('/', '.')}` : '';
  const allowed = error?.keyword === 'enum' ? ` (${JSON.stringify(error.params.allowedValues)})` : '';
  const shown = JSON.stringify(value ?? null).slice(0, 200);
  return `Invalid input for param ${name}: ${shown} ${error?.message ?? 'does not fit'}${allowed}${place}`;
}
