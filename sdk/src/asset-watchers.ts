/** Watchers: what the server looks at while a DAG waits for an asset, to raise its events. Their looking is the product's; here are their options. */
import { type Duration, parseDuration } from './duration.ts';
import { show, suggestion } from './problems.ts';
import type { SerializedWatcher } from './serialized.ts';

/** Made by `fileWatcher()`, `httpWatcher()` and `s3Watcher()`. */
export type AssetWatcher = Readonly<SerializedWatcher>;

interface WatcherOptions {
  /** Names the watcher of its asset. Default: what it looks at. */
  name?: string;
  /** Between two looks. Default: 10 seconds for files, a minute for addresses; a second at least. */
  pollInterval?: Duration;
}

export interface FileWatcherOptions extends WatcherOptions {
  /** Absolute path of a file, or of a folder, whose entries are looked at. */
  path: string;
}

/** An event when the file appears, or its size or time of change is another; for a folder when one of its entries does so. */
export function fileWatcher(options: FileWatcherOptions): AssetWatcher {
  const where = checkOptions('fileWatcher', options, ['name', 'pollInterval', 'path']);
  const { path } = options;
  if (typeof path !== 'string' || !path.startsWith('/'))
    wrong(`${where}: path is ${show(path)}; it must be an absolute path`);
  return { kind: 'file', ...common(where, options, path, 10_000), options: { path } };
}

export interface HttpWatcherOptions extends WatcherOptions {
  /** Begins with https:// or http://. */
  url: string;
  headers?: { [name: string]: string };
}

/** An event when the address answers (2xx) with another `ETag`, or, where it gives none, with another text. */
export function httpWatcher(options: HttpWatcherOptions): AssetWatcher {
  const where = checkOptions('httpWatcher', options, ['name', 'pollInterval', 'url', 'headers']);
  const { url, headers = {} } = options;
  if (typeof url !== 'string' || !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    wrong(`${where}: url is ${show(url)}; it must begin with https:// or http://`);
  const isText =
    typeof headers === 'object' && headers !== null && Object.values(headers).every((one) => typeof one === 'string');
  if (!isText) wrong(`${where}: headers is ${show(headers)}; it must be an object of texts`);
  return { kind: 'http', ...common(where, options, url, 60_000), options: { url, headers } };
}

export interface S3WatcherOptions extends WatcherOptions {
  /** `s3://bucket/prefix`: the objects whose keys begin with the prefix. */
  uri: string;
  /** Default `aws_default`, from `AIRFLOW_CONN_AWS_DEFAULT`. */
  awsConnId?: string;
}

/** An event when an object below the prefix is new, changed, or gone while others are there. */
export function s3Watcher(options: S3WatcherOptions): AssetWatcher {
  const where = checkOptions('s3Watcher', options, ['name', 'pollInterval', 'uri', 'awsConnId']);
  const { uri, awsConnId = 'aws_default' } = options;
  const [, bucket, prefix] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(String(uri)) ?? [];
  if (bucket === undefined) wrong(`${where}: uri is ${show(uri)}; it must be s3://bucket/prefix`);
  if (typeof awsConnId !== 'string' || awsConnId === '') wrong(`${where}: awsConnId is ${show(awsConnId)}`);
  const looked = { bucket: bucket ?? '', prefix: prefix ?? '', awsConnId };
  return { kind: 's3', ...common(where, options, uri, 60_000), options: looked };
}

const KINDS: readonly unknown[] = ['file', 'http', 's3'];

export const isWatcher = (value: unknown): value is AssetWatcher =>
  typeof value === 'object' && value !== null && 'kind' in value && KINDS.includes(value.kind);

function checkOptions(what: string, options: unknown, known: readonly string[]): string {
  const where = `${what}(${show(options)})`;
  if (typeof options !== 'object' || options === null) wrong(`${where}: it takes options`);
  for (const name of Object.keys(options as object))
    if (!known.includes(name)) wrong(`${where}: there is no option ${name}.${suggestion(name, known)}`);
  return where;
}

function common(where: string, { name, pollInterval }: WatcherOptions, target: string, usual: number) {
  const pollIntervalMs = pollInterval === undefined ? usual : parseDuration(pollInterval);
  if (pollIntervalMs === undefined || pollIntervalMs < 1000)
    wrong(`${where}: pollInterval is ${show(pollInterval)}; it must be a duration of a second or more, such as '30s'`);
  const called = name ?? target.slice(0, 250);
  if (typeof called !== 'string' || called === '' || called.length > 250)
    wrong(`${where}: name is ${show(name)}; it must be a text of 250 characters at most`);
  return { name: called, pollIntervalMs: pollIntervalMs ?? usual };
}

function wrong(problem: string): never {
  throw new TypeError(problem);
}
