/** Looks at DAG files without running a task of theirs: what keeps them from being loaded, and what will not do what it seems to. */
import type { SerializedDag } from '@aquilon/sdk/serialized';
import { type LoadOptions, loadFiles } from '#dags/load.ts';
import { conflictProblem, namedAssets, ownConflict } from '#dags/named-assets.ts';
import type { LiveDagTasks, LiveProducer } from '#db/queries/check-names.ts';
import { checkDag, type Loaded, type Producers } from './check-dag.ts';
import { customTimetableProblems } from './custom-timetables.ts';
import { type Finding, finding, inOrder } from './finding.ts';
import { importFindings } from './import-findings.ts';
import { type NameUse, namesInFiles, namesInTasks } from './names.ts';
import { namesInNotifiers } from './notifier-names.ts';
import { type FindPython, pythonProblems } from './python-scripts.ts';
import { checkTypes } from './types.ts';

/** What there is beside the files. */
export interface Live {
  /** Slots by pool. */
  pools: ReadonlyMap<string, number>;
  dags: readonly LiveDagTasks[];
  producers: readonly LiveProducer[];
  /** Whether a variable or connection is there. Its value is not asked for here. */
  has(kind: NameUse['kind'], name: string): Promise<boolean>;
}

export interface CheckRequest {
  files: readonly string[];
  /** The folder that decides by which compiler and settings types are checked. */
  folder: string;
  /** These are all the files of the DAG folder: what is not among them is not there, unless it is live. */
  isWhole: boolean;
  productRoot: string;
  load: LoadOptions;
  catchupByDefault: boolean;
  findPython: FindPython;
  checkTypes: boolean;
  /** null: there is nothing to ask. */
  live: Live | null;
  /** Why there is nothing to ask; default: there is no database. */
  notLive?: string;
  /** Epoch ms. */
  now: number;
}

export interface CheckReport {
  files: number;
  dags: number;
  errors: number;
  warnings: number;
  /** By file and line. */
  findings: Finding[];
  /** What could not be looked at, and why. */
  unchecked: string[];
}

export async function checkFiles(request: CheckRequest): Promise<CheckReport> {
  const { files, live, isWhole } = request;
  const findings: Finding[] = [];
  const unchecked: string[] = [];
  const loaded: Loaded[] = [];
  const modules: string[][] = [];
  for await (const one of loadFiles(files, request.load)) {
    modules.push([one.file, ...Object.keys(one.files)]);
    if (one.ok) loaded.push(one);
    else findings.push(...importFindings(one, one.error));
  }
  findings.push(...betweenFiles(loaded));
  const around = {
    pools: live?.pools ?? null,
    dags: live || isWhole ? knownDags(loaded, live) : null,
    producers: live || isWhole ? producersOf(loaded, live) : null,
    catchupByDefault: request.catchupByDefault,
    now: request.now,
  };
  for (const one of loaded) for (const dag of one.dags) findings.push(...checkDag(dag, one, around));
  for (const one of loaded)
    findings.push(...(await customTimetableProblems(one, request.load, request.catchupByDefault)));
  const ofPython = await pythonProblems(loaded, request.findPython);
  findings.push(...ofPython.findings);
  unchecked.push(...ofPython.unchecked);
  if (live) findings.push(...(await unknownNames(loaded, live)));
  const notLive = request.notLive ?? 'no server and no database of this home folder is there';
  if (!live) unchecked.push(`pools, variables and connections: ${notLive}`);
  if (!live && !isWhole)
    unchecked.push(`DAGs and assets of other files: only some files are looked at, and ${notLive}`);
  if (request.checkTypes) {
    const types = await checkTypes(modules, request.folder, request.productRoot);
    if (types.ok) findings.push(...types.findings.filter((one) => !isToldBy(one, findings)));
    else unchecked.push(`types: ${types.reason}`);
  }
  const told = inOrder(findings);
  const errors = told.filter(({ level }) => level === 'error').length;
  return {
    files: files.length,
    dags: loaded.flatMap(({ dags }) => dags).length,
    errors,
    warnings: told.length - errors,
    findings: told,
    unchecked,
  };
}

/** The loader has found it as well, and says more of it: syntax, an import of what is not there, an option that does not exist. */
function isToldBy({ file, line, message }: Finding, found: readonly Finding[]): boolean {
  const option = /'(\w+)' does not exist in type/.exec(message)?.[1];
  return found.some(
    (one) =>
      one.code === 'import-error' &&
      one.file === file &&
      one.line === line &&
      (option === undefined
        ? /^TS(1\d{3}|2305|2307|2614|2724|2834|2835):/.test(message)
        : one.message.includes(`there is no option ${option}.`)),
  );
}

/** What a file of the folder says against another one: as the loader would refuse it. */
function betweenFiles(loaded: readonly Loaded[]): Finding[] {
  const found: Finding[] = [];
  const first = new Map<string, string>();
  for (const { file, dags } of loaded) {
    for (const { dagId } of dags) {
      const other = first.get(dagId);
      if (other !== undefined)
        found.push(
          finding(
            'duplicate-dag',
            { file, dagId },
            `DAG ${dagId} is defined in ${other} already: give one of them another id`,
          ),
        );
      else first.set(dagId, file);
    }
  }
  const assets = loaded.flatMap(({ file, dags }) => namedAssets(dags).assets.map((asset) => ({ asset, file })));
  for (const [at, { asset, file }] of assets.entries()) {
    const before = assets.slice(0, at).find((one) => ownConflict([one.asset, asset], one.file));
    const problem = before && conflictProblem(file, ownConflict([before.asset, asset], before.file));
    if (problem === undefined) continue;
    found.push(finding('asset-conflict', { file }, problem));
    break;
  }
  return found;
}

/** Ids of tasks by the id of their DAG. What is live from a file that is looked at is what the file says now. */
function knownDags(loaded: readonly Loaded[], live: Live | null): Map<string, string[]> {
  const known = new Map<string, string[]>();
  const here = new Set(loaded.map(({ file }) => file));
  for (const { dag_id: dagId, fileloc, task_ids: ids } of live?.dags ?? [])
    if (!here.has(fileloc)) known.set(dagId, ids);
  for (const { dags } of loaded)
    for (const { dagId, tasks } of dags)
      known.set(
        dagId,
        tasks.map(({ taskId }) => taskId),
      );
  return known;
}

function producersOf(loaded: readonly Loaded[], live: Live | null): Producers {
  const here = new Set(loaded.map(({ file }) => file));
  const assets = (live?.producers ?? [])
    .filter(({ fileloc }) => !here.has(fileloc))
    .flatMap(({ name, uri }) => [name, uri]);
  const outlets = loaded.flatMap(({ dags }) => dags.flatMap(outletsOf));
  const made = outlets.flatMap((one) => (one.kind === 'asset' ? [one.name, one.uri] : []));
  const aliases = outlets.flatMap((one) => (one.kind === 'alias' ? [one.name] : []));
  return { assets: new Set([...assets, ...made]), aliases: new Set(aliases) };
}

const outletsOf = ({ tasks }: SerializedDag) => tasks.flatMap(({ outlets = [] }) => outlets);

async function unknownNames(loaded: readonly Loaded[], live: Live): Promise<Finding[]> {
  const uses = loaded.flatMap((one) => [
    ...one.dags.flatMap((dag) => [...namesInTasks(dag, one), ...namesInNotifiers(dag, one)]),
    ...namesInFiles(one.files),
  ]);
  const known = new Map<string, boolean>();
  const seen = new Set<string>();
  const found: Finding[] = [];
  for (const { kind, name, ...place } of uses) {
    const key = `${kind} ${name}`;
    // A module that several DAG files import is told of once.
    const once = `${key} ${place.file} ${place.line}`;
    if (seen.has(once)) continue;
    seen.add(once);
    if (!known.has(key)) known.set(key, await live.has(kind, name));
    if (known.get(key)) continue;
    const variable = `AIRFLOW_${kind === 'variable' ? 'VAR' : 'CONN'}_${name.toUpperCase()}`;
    const where = 'neither in the environment nor in a secrets backend nor in the database';
    found.push(finding(`unknown-${kind}`, place, `the ${kind} ${name} is ${where}: add it, or set ${variable}`));
  }
  return found;
}
