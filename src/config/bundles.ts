/** DAG bundles as Airflow's `[dag_processor] dag_bundle_config_list` writes them: a list of `{name, classpath, kwargs}`. */
import { isAbsolute, resolve } from 'node:path';
import { Arguments } from './arguments.ts';
import { type GitAddress, gitAddress, refProblem } from './git-address.ts';
import type { Option } from './option.ts';

interface CommonSetting {
  name: string;
  /** Seconds between two looks; null: `[dag_processor] refresh_interval`. */
  refreshInterval: number | null;
}

export interface LocalBundleSetting extends CommonSetting {
  kind: 'local';
  /** Absolute path; null: the DAG folder. */
  path: string | null;
}

export interface GitBundleSetting extends CommonSetting {
  kind: 'git';
  /** Null: the host of the connection. */
  address: GitAddress | null;
  connId: string | null;
  trackingRef: string;
  /** Folder of the repository that the DAG files are in; null: all of it. */
  subdir: string | null;
  /** Of the page that shows a commit, with `{version}` and `{subdir}` in it; null: by the host. */
  viewUrlTemplate: string | null;
}

export type BundleSetting = LocalBundleSetting | GitBundleSetting;

/** What the DAG folder is called where no bundles are configured. */
export const DEFAULT_BUNDLE = 'dags-folder';
const LONGEST_INTERVAL = 86_400;

const CLASSES: Readonly<Record<string, (name: string, given: Arguments, folder: string) => BundleSetting>> = {
  'airflow.dag_processing.bundles.local.LocalDagBundle': localBundle,
  'airflow.providers.git.bundles.git.GitDagBundle': gitBundle,
};

/** Null: not given. The text may hold a password in an address, and is never shown. */
export function bundleList(env: string, description: string): Option<readonly BundleSetting[] | null> {
  return { env, default: null, description, secret: true, form: 'JSON list', parse: parseBundles };
}

function parseBundles(text: string, folder: string): { value: readonly BundleSetting[] } | { problem: string } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { problem: 'is no JSON' };
  }
  if (!Array.isArray(given)) return { problem: 'is no JSON list of bundles, each with name, classpath and kwargs' };
  const problems: string[] = [];
  const bundles = given.flatMap((one, at) => readBundle(one, { at, folder, problems }));
  for (const [at, { name }] of bundles.entries())
    if (bundles.findIndex((one) => one.name === name) < at) problems.push(`two bundles are named ${name}`);
  problems.push(...overlaps(bundles));
  return problems.length > 0 ? { problem: `is wrong: ${problems.join('; ')}` } : { value: bundles };
}

function readBundle(
  given: unknown,
  { at, folder, problems }: { at: number; folder: string; problems: string[] },
): BundleSetting[] {
  const item = new Arguments(given, 'it');
  const name = item.text('name', null) ?? '';
  const classpath = item.text('classpath', null) ?? '';
  const kwargs = typeof given === 'object' && given !== null && 'kwargs' in given ? given.kwargs : {};
  item.ignore('kwargs');
  if (item.text('team_name', null) !== null) item.refuse('team_name is not supported: there are no teams');
  if (!/^[A-Za-z0-9_][\w.-]{0,249}$/.test(name))
    item.refuse('name must be letters, digits, dots, dashes and underscores, as a folder is called by it');
  const read = Object.hasOwn(CLASSES, classpath) ? CLASSES[classpath] : undefined;
  if (!read) item.refuse(`classpath ${classpath} is none of ${Object.keys(CLASSES).join(', ')}`);
  const args = new Arguments(kwargs, 'kwargs');
  const bundle = read?.(name, args, folder);
  const found = [...item.problems(), ...(read ? args.problems() : [])];
  problems.push(...found.map((one) => `bundle ${name || at + 1}: ${one}`));
  return bundle && found.length === 0 ? [bundle] : [];
}

function localBundle(name: string, given: Arguments, folder: string): LocalBundleSetting {
  const path = given.text('path', null);
  return {
    kind: 'local',
    name,
    path: path === null ? null : resolve(folder, path),
    refreshInterval: given.seconds('refresh_interval', null, LONGEST_INTERVAL),
  };
}

function gitBundle(name: string, given: Arguments): GitBundleSetting {
  const connId = given.text('git_conn_id', null);
  const trackingRef = given.text('tracking_ref', null);
  const subdir = given.text('subdir', null)?.replace(/\/+$/, '') || null;
  // A checkout never holds a `.git`: either value is taken, and means the same.
  given.flag('prune_dotgit_folder', true);
  if (trackingRef === null) given.refuse('tracking_ref is missing: the branch, tag or commit to follow');
  const wrongRef = trackingRef === null ? undefined : refProblem(trackingRef);
  if (wrongRef !== undefined) given.refuse(`tracking_ref ${JSON.stringify(trackingRef)} ${wrongRef}`);
  if (subdir !== null && (isAbsolute(subdir) || subdir.split('/').some((part) => part === '..' || part === '.git')))
    given.refuse(`subdir ${JSON.stringify(subdir)} is no folder inside of the repository`);
  return {
    kind: 'git',
    name,
    address: readAddress(given, connId),
    connId,
    trackingRef: trackingRef ?? '',
    subdir,
    viewUrlTemplate: readViewUrl(given),
    refreshInterval: given.seconds('refresh_interval', null, LONGEST_INTERVAL),
  };
}

function readAddress(given: Arguments, connId: string | null): GitAddress | null {
  const repoUrl = given.text('repo_url', null);
  if (repoUrl === null) {
    if (connId === null) given.refuse('it has neither repo_url nor git_conn_id');
    return null;
  }
  const address = gitAddress(repoUrl);
  if (!('problem' in address)) return address;
  given.refuse(`repo_url ${address.problem}`);
  return null;
}

function readViewUrl(given: Arguments): string | null {
  const template = given.text('view_url_template', null);
  if (template !== null && !/^https?:\/\/[^/\s@]+\/\S*$/.test(template))
    given.refuse('view_url_template is no http address, such as https://git.example/shop/tree/{version}/{subdir}');
  return template;
}

/** A file belongs to one bundle. */
function overlaps(bundles: readonly BundleSetting[]): string[] {
  const local = bundles.filter((one) => one.kind === 'local');
  return local.flatMap((one, at) =>
    local.slice(0, at).flatMap((before) => {
      const [a, b] = [`${before.path ?? ''}/`, `${one.path ?? ''}/`];
      const isInside = a === b || (before.path !== null && one.path !== null && (a.startsWith(b) || b.startsWith(a)));
      return isInside ? [`the folders of the bundles ${before.name} and ${one.name} overlap`] : [];
    }),
  );
}
