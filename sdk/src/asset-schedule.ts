/** Schedules on assets: told from schedules in time, and checked. */
import { type AssetCondition, isAssetCondition, isAssetOrAlias, isAssetRef, leavesOf } from './assets.ts';

import type { Checker } from './options.ts';
import { isPartitionedAssets, type PartitionedAssets } from './partitions.ts';
import { show } from './problems.ts';
import type { Schedule } from './schedule.ts';
import type {
  SerializedAssetCondition,
  SerializedAssetRef,
  SerializedPartitions,
  SerializedPointer,
} from './serialized.ts';

/** Assets: the DAG runs when they have had events since its last run, all of a list. */
export type AssetSchedule = AssetCondition | readonly AssetCondition[] | AssetOrTime | PartitionedAssets;

/** Runs by time, and whenever the condition on assets holds. Made by `assetOrTime()`. */
export interface AssetOrTime {
  readonly kind: 'asset_or_time';
  readonly schedule: Schedule;
  readonly assets: AssetCondition | readonly AssetCondition[];
}

/** Airflow's `AssetOrTimeSchedule`: a run at each tick of `schedule`, and one whenever `assets` have had their events. */
export function assetOrTime(options: {
  schedule: Schedule;
  assets: AssetCondition | readonly AssetCondition[];
}): AssetOrTime {
  return { kind: 'asset_or_time', ...options };
}

export const isAssetOrTime = (value: unknown): value is AssetOrTime =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'asset_or_time';

/** The part of a schedule that asks for assets, and the part that asks for a time. */
export function splitSchedule(
  given: unknown,
  checker: Checker,
): { time: Schedule | undefined; assets: SerializedAssetCondition | null; partitions?: SerializedPartitions } {
  if (isPartitionedAssets(given)) {
    const { defaultPartitionMapper, partitionMapperConfig } = given;
    const mappers = partitionMapperConfig.map(([{ name, uri }, mapper]) => ({ name, uri, mapper }));
    const assets = conditionOf('schedule.assets', given.assets, checker);
    return { time: null, assets, partitions: { default: defaultPartitionMapper, mappers } };
  }
  if (isAssetOrTime(given)) {
    const assets = conditionOf('schedule.assets', given.assets, checker);
    if (given.schedule === undefined || given.schedule === null || isAssetSchedule(given.schedule))
      checker.add(
        `schedule.schedule is ${show(given.schedule)}; assetOrTime() takes a schedule in time, such as @daily`,
      );
    return { time: given.schedule, assets };
  }
  if (isAssetSchedule(given)) return { time: null, assets: conditionOf('schedule', given, checker) };
  return { time: given as Schedule | undefined, assets: null };
}

/** A list with one asset in it is meant as a list of assets. */
function isAssetSchedule(given: unknown): given is AssetCondition | readonly AssetCondition[] {
  return isAssetCondition(given) || (Array.isArray(given) && given.some(isAssetCondition));
}

function conditionOf(where: string, given: unknown, checker: Checker): SerializedAssetCondition | null {
  const list = Array.isArray(given) ? given : [given];
  const other = list.find((one) => !isAssetCondition(one));
  if (list.length > 0 && other === undefined) return Array.isArray(given) ? { kind: 'all', of: list } : list[0];
  checker.add(
    `${where} is ${show(given)}; it must be assets: asset(), assetAlias(), assetRef(), allOf(), anyOf(), or a list of them`,
  );
  return null;
}

interface AssetLists {
  outlets: SerializedAssetRef;
  inlets: SerializedAssetRef | SerializedPointer;
}

/** The `outlets` or `inlets` of a task; absent where there are none. */
export function assetList<K extends keyof AssetLists>(
  name: K,
  given: unknown,
  checker: Checker,
): { [N in K]?: AssetLists[N][] } {
  if (given === undefined) return {};
  const none: { [N in K]?: AssetLists[N][] } = {};
  const fits = (one: unknown) => isAssetOrAlias(one) || (name === 'inlets' && isAssetRef(one));
  if (!Array.isArray(given) || !given.every(fits)) {
    checker.add(`${name} is ${show(given)}; it must be a list of assets and aliases`);
    return none;
  }
  return given.length === 0 ? none : ({ [name]: [...given] } as { [N in K]?: AssetLists[N][] });
}

/** As in Airflow, an asset has one name and one URI: what is named twice in a DAG is named the same. */
export function assetConflicts(
  schedule: SerializedAssetCondition | null,
  tasks: readonly { outlets?: SerializedAssetRef[]; inlets?: AssetLists['inlets'][] }[],
): string[] {
  const all = [
    ...(schedule ? leavesOf(schedule) : []),
    ...tasks.flatMap(({ outlets = [], inlets = [] }) => [...outlets, ...inlets]),
  ].filter((one) => one.kind === 'asset');
  const byName = new Map(all.map((one) => [one.name, one]));
  const byUri = new Map(all.map((one) => [one.uri, one]));
  return all.flatMap(({ name, uri }) => {
    const sameName = byName.get(name);
    const sameUri = byUri.get(uri);
    if (sameName && sameName.uri !== uri)
      return [`there are two assets ${name}: one has the URI ${uri}, the other ${sameName.uri}`];
    if (sameUri && sameUri.name !== name) return [`two assets have the URI ${uri}: ${name} and ${sameUri.name}`];
    return [];
  });
}
