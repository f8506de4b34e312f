/**
 * Assets: names for data that tasks make and that DAGs wait for. What `asset()` and the others give is plain JSON, and is serialised as it is.
 *
 * The rules for names and URIs are Airflow's (its documentation, "Asset Definitions", "What is valid URI?").
 */

import { normalizeAssetUri } from './asset-uri.ts';
import { type AssetWatcher, isWatcher } from './asset-watchers.ts';
import { jsonProblem } from './json-problem.ts';
import { show, suggestion } from './problems.ts';
import type {
  Json,
  SerializedAlias,
  SerializedAsset,
  SerializedAssetCondition,
  SerializedAssetGate,
  SerializedPointer,
} from './serialized.ts';

/** Data by its name and its URI. Made by `asset()`. */
export type Asset = Readonly<SerializedAsset>;

/** A name under which a task raises events of assets that are known only when it runs. Made by `assetAlias()`. */
export type AssetAlias = Readonly<SerializedAlias>;

/** An asset that another file describes. Made by `assetRef()`. */
export type AssetRef = Readonly<SerializedPointer>;

/** What a DAG can wait for: an asset, an alias, or several of them. */
export type AssetCondition = SerializedAssetCondition;

export interface AssetOptions {
  /** Shown, and unique among the assets in use. Default: the URI as it was written. */
  name?: string;
  /** Default `asset`. */
  group?: string;
  /** Facts about the asset itself, such as its owner. Not secret: everybody who may look sees it. */
  extra?: { [key: string]: Json };
  /** They raise events from outside, while a DAG that is switched on has the asset in its `schedule`. */
  watchers?: readonly AssetWatcher[];
}

const LONGEST = 1500;
const OPTION_NAMES = ['name', 'uri', 'group', 'extra', 'watchers'];
/** Names that Airflow keeps for the arguments of `@asset` functions. */
const RESERVED_NAMES = ['self', 'context'];

/**
 * An asset. It carries no data: it is a name that tasks declare in `outlets` and `inlets`, and that DAGs name in `schedule`.
 * The URI is normalised: scheme in lower case, no trailing slash, no user and password, sorted query. Throws for a name or a URI that Airflow refuses.
 */
export function asset(uri: string, options?: AssetOptions): Asset;
export function asset(options: AssetOptions & { uri: string }): Asset;
export function asset(options: AssetOptions & { name: string; uri?: string }): Asset;
export function asset(given: string | (AssetOptions & { uri?: string }), more: AssetOptions = {}): Asset {
  const options = typeof given === 'string' ? { ...more, uri: given } : given;
  if (typeof options !== 'object' || options === null) wrong(`asset(${show(given)}): it takes a URI or options`);
  const { uri = options.name, name = uri } = options;
  if (uri === undefined) wrong('asset(): it needs a name or a uri');
  const where = `asset(${show(name)})`;
  for (const option of Object.keys(options)) {
    if (!OPTION_NAMES.includes(option)) {
      wrong(
        `${where}: there is no option ${option}.${suggestion(option, OPTION_NAMES)} Options: ${OPTION_NAMES.join(', ')}`,
      );
    }
  }
  checkText(where, 'name', name);
  if (RESERVED_NAMES.includes(name as string)) wrong(`${where}: name is ${show(name)}, which is reserved`);
  checkText(where, 'uri', uri);
  const { group = 'asset', extra = {} } = options;
  checkText(where, 'group', group);
  const isObject = typeof extra === 'object' && extra !== null && !Array.isArray(extra);
  const problem = isObject ? jsonProblem(extra) : `${show(extra)}; it must be an object`;
  if (problem) wrong(`${where}: extra is no JSON: ${problem}`);
  const normalized = normalizeAssetUri(uri as string);
  if ('problem' in normalized) wrong(`${where}: uri is ${show(uri)}; ${normalized.problem}`);
  const watchers = checkWatchers(where, options.watchers);
  return { kind: 'asset', name: name as string, uri: normalized.uri, group, extra, ...watchers };
}

function checkWatchers(where: string, given: unknown): { watchers?: AssetWatcher[] } {
  if (given === undefined || (Array.isArray(given) && given.length === 0)) return {};
  if (!Array.isArray(given) || !given.every(isWatcher))
    wrong(
      `${where}: watchers is ${show(given)}; it must be a list of what fileWatcher(), httpWatcher() and s3Watcher() give`,
    );
  const watchers = given as AssetWatcher[];
  const names = watchers.map((one) => one.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) wrong(`${where}: there are two watchers ${twice}: name one of them otherwise`);
  return { watchers };
}

/** An alias: the task that has it among its `outlets` adds assets to it while it runs (`getContext().outletEvents(alias).add(asset)`). */
export function assetAlias(name: string, options: { group?: string } = {}): AssetAlias {
  const where = `assetAlias(${show(name)})`;
  checkText(where, 'name', name);
  const { group = 'asset' } = options;
  checkText(where, 'group', group);
  return { kind: 'alias', name, group };
}

/**
 * An asset by its name or its URI alone, for `schedule` and `inlets`: what else there is to say of it stands in another file (Airflow's `Asset.ref`).
 * It does not make an asset: until somebody describes it, it has no events.
 */
export function assetRef(options: { name: string } | { uri: string }): AssetRef {
  if (typeof options !== 'object' || options === null || Object.keys(options).length !== 1)
    wrong(`assetRef(${show(options)}): it takes a name or a uri`);
  if ('name' in options) {
    checkText('assetRef()', 'name', options.name);
    return { kind: 'ref', name: options.name, uri: null };
  }
  checkText('assetRef()', 'uri', options.uri);
  const normalized = normalizeAssetUri(options.uri);
  if ('problem' in normalized) wrong(`assetRef(): uri is ${show(options.uri)}; ${normalized.problem}`);
  return { kind: 'ref', name: null, uri: normalized.uri };
}

export const isAssetRef = (value: unknown): value is AssetRef => kindOf(value) === 'ref';

/** All of them have had an event since the last run (Airflow's `&`, and what a plain list means). */
export function allOf(...conditions: AssetCondition[]): AssetCondition {
  return gate('all', conditions);
}

/** One of them has had an event since the last run (Airflow's `|`). */
export function anyOf(...conditions: AssetCondition[]): AssetCondition {
  return gate('any', conditions);
}

function gate(kind: SerializedAssetGate['kind'], of: AssetCondition[]): AssetCondition {
  if (of.length === 0) wrong(`${kind}Of() needs at least one asset`);
  const other = of.find((one) => !isAssetCondition(one));
  if (other !== undefined) wrong(`${kind}Of(): ${show(other)} is no asset and no condition on assets`);
  return { kind, of };
}

export function isAssetCondition(value: unknown): value is AssetCondition {
  const kind = kindOf(value);
  return kind === 'asset' || kind === 'alias' || kind === 'ref' || kind === 'all' || kind === 'any';
}

export function isAssetOrAlias(value: unknown): value is Asset | AssetAlias {
  const kind = kindOf(value);
  return kind === 'asset' || kind === 'alias';
}

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;

/** The assets and aliases of a condition, each as often as it stands there. */
export function leavesOf(condition: AssetCondition): (Asset | AssetAlias | AssetRef)[] {
  return 'of' in condition ? condition.of.flatMap(leavesOf) : [condition];
}

function checkText(where: string, option: string, value: unknown): void {
  const said = `${where}: ${option}`;
  if (typeof value !== 'string') wrong(`${said} is ${show(value)}; it must be a text`);
  const text = value as string;
  if (text === '') wrong(`${said} is empty`);
  if (text.trim() === '') wrong(`${said} is nothing but white space`);
  if (text.length > LONGEST) wrong(`${said} has ${text.length} characters; ${LONGEST} are allowed`);
  if (!/^[\x20-\x7e]+$/.test(text)) {
    wrong(`${said} is ${show(value)}; it must consist of ASCII characters: encode others as %XX`);
  }
}

function wrong(problem: string): never {
  throw new TypeError(problem);
}
