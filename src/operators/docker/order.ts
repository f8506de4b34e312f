/** What the engine is asked to make, from the options of the task. Throws `OPTION_INVALID`. */
import type { Json } from '@aquilon/sdk/serialized';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { OptionReader } from '#operators/options.ts';
import type { BodyContext } from '#worker/operator-body.ts';
import { bytesOf, wordsOf } from './words.ts';

const BILLION = 1_000_000_000;

/** The body of `POST /containers/create`; what is undefined is the engine's to choose. */
export function containerOrder({ work, options: given }: BodyContext, options: OptionReader, image: string): object {
  const environment = { ...options.environment('environment'), ...options.environment('privateEnvironment') };
  const cpus = options.number('cpus', 0);
  return {
    Image: image,
    Cmd: commandOf(given, options, 'command'),
    Entrypoint: commandOf(given, options, 'entrypoint'),
    Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    WorkingDir: options.optionalText('workingDir'),
    User: options.optionalText('user'),
    Tty: options.flag('tty', false),
    Labels: { ...options.environment('labels'), ...labelsOf(work) },
    HostConfig: {
      NetworkMode: options.optionalText('networkMode'),
      Mounts: mountsOf(given.mounts ?? null),
      Memory: sizeOf(given, 'memLimit'),
      ShmSize: sizeOf(given, 'shmSize'),
      NanoCpus: cpus > 0 ? Math.round(cpus * BILLION) : undefined,
    },
  };
}

/** By them a person finds what a task has left. */
const labelsOf = ({ run, taskId, mapIndex, tryNumber }: BodyContext['work']): Record<string, string> => ({
  'aquilon.dag_id': run.dagId,
  'aquilon.run_id': run.runId,
  'aquilon.task_id': taskId,
  'aquilon.map_index': String(mapIndex),
  'aquilon.try_number': String(tryNumber),
});

function commandOf(given: BodyContext['options'], options: OptionReader, name: string): string[] | undefined {
  const value = given[name] ?? undefined;
  if (value === undefined) return undefined;
  return typeof value === 'string' ? wordsOf(name, value) : options.texts(name);
}

function sizeOf(given: BodyContext['options'], name: string): number | undefined {
  const value = given[name] ?? undefined;
  const bytes = typeof value === 'string' ? bytesOf(value) : value;
  if (bytes === undefined && value === undefined) return undefined;
  return typeof bytes === 'number' ? bytes : wrong(name, "it must be a number of bytes, or a text such as '512m'");
}

function mountsOf(mounts: Json): object[] {
  if (mounts === null) return [];
  if (!Array.isArray(mounts)) return wrong('mounts', 'it must be a list of objects');
  return mounts.map((mount) => {
    const isObject = typeof mount === 'object' && mount !== null && !Array.isArray(mount);
    if (!isObject || typeof mount.target !== 'string')
      return wrong('mounts', 'each of them must be an object with a target');
    const { target, source, type = 'volume', readOnly = false } = mount;
    return { Target: target, Source: source, Type: type, ReadOnly: readOnly };
  });
}

function wrong(option: string, reason: string): never {
  throw new AquilonError('OPTION_INVALID', { option, operator: 'docker', reason });
}
