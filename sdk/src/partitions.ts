/**
 * Partitions of assets: events and runs that carry a key, and how a DAG turns the keys of its assets into its own. As in Airflow's
 * `PartitionedAssetTimetable` and its partition mappers.
 */
import { type Asset, type AssetCondition, isAssetCondition, isAssetOrAlias } from './assets.ts';
import { show, suggestion } from './problems.ts';
import type { SerializedPartitionMapper } from './serialized.ts';

export type PartitionMapper = Readonly<SerializedPartitionMapper>;

/** Made by `partitionedAssets()`. */
export interface PartitionedAssets {
  readonly kind: 'partitioned_assets';
  readonly assets: AssetCondition | readonly AssetCondition[];
  readonly defaultPartitionMapper: PartitionMapper;
  readonly partitionMapperConfig: readonly (readonly [Asset, PartitionMapper])[];
}

/**
 * A schedule: one run for each partition key, when `assets` have had events of that key. Events without a key count for nothing here, and events with one
 * count for nothing in other schedules on assets.
 */
export function partitionedAssets(options: {
  assets: AssetCondition | readonly AssetCondition[];
  /** How the key of an event becomes the key of the run. Default: `identityMapper()`. */
  defaultPartitionMapper?: PartitionMapper;
  /** Others for single assets. */
  partitionMapperConfig?: readonly (readonly [Asset, PartitionMapper])[];
}): PartitionedAssets {
  const where = 'partitionedAssets()';
  const known = ['assets', 'defaultPartitionMapper', 'partitionMapperConfig'];
  for (const name of Object.keys(options))
    if (!known.includes(name)) wrong(`${where}: there is no option ${name}.${suggestion(name, known)}`);
  const { assets, defaultPartitionMapper = identityMapper(), partitionMapperConfig = [] } = options;
  const list = Array.isArray(assets) ? assets : [assets];
  if (list.length === 0 || !list.every(isAssetCondition))
    wrong(`${where}: assets is ${show(assets)}; it must be assets`);
  checkMapper(`${where}: defaultPartitionMapper`, defaultPartitionMapper);
  for (const pair of partitionMapperConfig) {
    if (!Array.isArray(pair) || !isAssetOrAlias(pair[0]))
      wrong(`${where}: partitionMapperConfig has ${show(pair)}; it must be a list of pairs of an asset and a mapper`);
    checkMapper(`${where}: partitionMapperConfig`, pair[1]);
  }
  return { kind: 'partitioned_assets', assets, defaultPartitionMapper, partitionMapperConfig };
}

export const isPartitionedAssets = (value: unknown): value is PartitionedAssets =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'partitioned_assets';

/** The key as it is. */
export function identityMapper(): PartitionMapper {
  return { kind: 'identity' };
}

export interface TemporalMapperOptions {
  /** How keys of events are written: `%Y %m %d %H %M %S` and other text. Default `%Y-%m-%dT%H:%M:%S`. */
  inputFormat?: string;
  /** How keys of runs are written; also `%V` (ISO week) and `{quarter}`. Each mapper has its own default. */
  outputFormat?: string;
  /** IANA name of the zone that the keys are times of. Default UTC. */
  timezone?: string;
}

/** `2024-03-13T10:42:15` -> `2024-03-13T10` */
export const startOfHourMapper = (options?: TemporalMapperOptions) => temporal('hour', '%Y-%m-%dT%H', options);
/** `2024-03-13T10:42:15` -> `2024-03-13` */
export const startOfDayMapper = (options?: TemporalMapperOptions) => temporal('day', '%Y-%m-%d', options);
/** `2024-03-13T10:42:15` -> `2024-03-11 (W11)`: the Monday of the ISO week. */
export const startOfWeekMapper = (options?: TemporalMapperOptions) => temporal('week', '%Y-%m-%d (W%V)', options);
/** `2024-03-13T10:42:15` -> `2024-03` */
export const startOfMonthMapper = (options?: TemporalMapperOptions) => temporal('month', '%Y-%m', options);
/** `2024-03-13T10:42:15` -> `2024-Q1` */
export const startOfQuarterMapper = (options?: TemporalMapperOptions) => temporal('quarter', '%Y-Q{quarter}', options);
/** `2024-03-13T10:42:15` -> `2024` */
export const startOfYearMapper = (options?: TemporalMapperOptions) => temporal('year', '%Y', options);

/** A mapper for each part of a key whose parts stand between `|`: `us|2024-03-13T10:42:15` -> `us|2024-03-13`. */
export function productMapper(...mappers: PartitionMapper[]): PartitionMapper {
  if (mappers.length < 2) wrong('productMapper() takes two mappers or more');
  for (const mapper of mappers) checkSingle('productMapper()', mapper);
  return { kind: 'product', mappers: [...mappers] };
}

/** One mapper after the other: what the first gives is mapped by the second. */
export function chainMapper(...mappers: PartitionMapper[]): PartitionMapper {
  if (mappers.length < 2) wrong('chainMapper() takes two mappers or more');
  for (const mapper of mappers) checkPart('chainMapper()', mapper);
  return { kind: 'chain', mappers: [...mappers] };
}

/** These keys as they are; events of others count for nothing. */
export function allowedKeyMapper(allowedKeys: readonly string[]): PartitionMapper {
  const isList = Array.isArray(allowedKeys) && allowedKeys.length > 0 && allowedKeys.every((key) => isKey(key));
  if (!isList) wrong(`allowedKeyMapper(${show(allowedKeys)}): it takes a list of keys`);
  return { kind: 'allowed_keys', keys: [...allowedKeys] };
}

/** One key, whatever that of the event is. */
export function fixedKeyMapper(key: string): PartitionMapper {
  if (!isKey(key)) wrong(`fixedKeyMapper(${show(key)}): it takes a key`);
  return { kind: 'fixed_key', key };
}

const isKey = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '' && value.length <= 250;

type Unit = Extract<SerializedPartitionMapper, { kind: 'start_of' }>['unit'];

function temporal(unit: Unit, usual: string, options: TemporalMapperOptions = {}): PartitionMapper {
  const where = `startOf${unit[0]?.toUpperCase()}${unit.slice(1)}Mapper()`;
  const known = ['inputFormat', 'outputFormat', 'timezone'];
  for (const name of Object.keys(options))
    if (!known.includes(name)) wrong(`${where}: there is no option ${name}.${suggestion(name, known)}`);
  const { inputFormat = '%Y-%m-%dT%H:%M:%S', outputFormat = usual, timezone = 'UTC' } = options;
  checkFormat(`${where}: inputFormat`, inputFormat, /^(?:%[YmdHMS]|[^%])+$/);
  checkFormat(`${where}: outputFormat`, outputFormat, /^(?:%[YmdHMSV]|[^%])+$/);
  return { kind: 'start_of', unit, inputFormat, outputFormat, timezone: zoneOf(where, timezone) };
}

function zoneOf(where: string, timezone: unknown): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: String(timezone) }).resolvedOptions().timeZone;
  } catch {
    return wrong(
      `${where}: timezone is ${show(timezone)}; it must be the IANA name of a time zone, such as Europe/Paris`,
    );
  }
}

function checkFormat(what: string, format: unknown, allowed: RegExp): void {
  if (typeof format === 'string' && allowed.test(format) && format.length <= 250) {
    const directives: string[] = format.match(/%./g) ?? [];
    const twice = directives.find((one, at) => directives.indexOf(one) !== at);
    if (twice === undefined) return;
    wrong(`${what} is ${show(format)}, which has ${twice} twice`);
  }
  wrong(`${what} is ${show(format)}; it may have %Y, %m, %d, %H, %M, %S and other text`);
}

const KINDS = ['identity', 'start_of', 'product', 'chain', 'allowed_keys', 'fixed_key', 'rollup', 'fan_out'];

function checkMapper(where: string, value: unknown): asserts value is PartitionMapper {
  const isMapper = typeof value === 'object' && value !== null && 'kind' in value && KINDS.includes(String(value.kind));
  if (!isMapper) wrong(`${where} is ${show(value)}; it must be a mapper, such as startOfDayMapper()`);
}

/** A mapper within another. What waits for a window is asked by the run, so it cannot stand within another. */
export function checkPart(where: string, value: unknown): asserts value is PartitionMapper {
  checkMapper(where, value);
  if (value.kind === 'rollup') wrong(`${where} has a rollupMapper() in it, which cannot stand within another mapper`);
}

/** A mapper within another, that gives one key. */
export function checkSingle(where: string, value: unknown): asserts value is PartitionMapper {
  checkPart(where, value);
  if (givesMany(value)) wrong(`${where} has a fanOutMapper() in it; it takes mappers that give one key`);
}

const givesMany = (mapper: PartitionMapper): boolean =>
  mapper.kind === 'fan_out' || (mapper.kind === 'chain' && mapper.mappers.some(givesMany));

function wrong(problem: string): never {
  throw new TypeError(problem);
}
