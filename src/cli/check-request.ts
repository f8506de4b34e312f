/** What `aquilon dags check` looks at: some files, or whole folders. */
import { dirname } from 'node:path';
import { PRODUCT_ROOT } from '#composition/product.ts';
import type { Config } from '#config/config.ts';
import type { CheckRequest } from '#dags/check/check.ts';
import { findDagFiles } from '#dags/find.ts';
import { loadOptions } from '#dags/load.ts';
import { findInterpreter } from '#operators/python/interpreter.ts';

/** `chosen`: absolute paths; none: all files of the folders. */
export async function checkRequest(
  config: Config,
  chosen: readonly string[],
  { folders, checkTypes }: { folders: readonly string[]; checkTypes: boolean },
): Promise<Omit<CheckRequest, 'live'>> {
  const all = (await Promise.all(folders.map((folder) => findDagFiles(folder)))).flat();
  return {
    files: chosen.length > 0 ? [...chosen] : all,
    folder: chosen[0] ? dirname(chosen[0]) : (folders[0] ?? process.cwd()),
    isWhole: chosen.length === 0,
    productRoot: PRODUCT_ROOT,
    load: loadOptions(config),
    catchupByDefault: config.scheduler.catchupByDefault,
    findPython: findInterpreter,
    checkTypes,
    now: Date.now(),
  };
}
