/** What a running task tells of its outlets: `getContext().outletEvents`. */
import type { Json, SerializedAssetRef, SerializedPointer } from '@aquilon/sdk/serialized';
import { assetKey, isPartitionKey, isStorable, type ToldEvent } from '#domain/assets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { checkJson } from './check-json.ts';

type OutletEvent = { extra: { [key: string]: Json }; addPartitions(keys: string | readonly string[]): void };
type AliasEvents = { add(asset: SerializedAssetRef, options?: { extra?: { [key: string]: Json } }): void };

export interface OutletEvents {
  /** Throws `ASSET_NOT_DECLARED`. */
  of(outlet: SerializedAssetRef): OutletEvent | AliasEvents;
  /** Throws where an extra is no JSON. */
  told(): ToldEvent[];
}

export function collectOutletEvents(taskId: string, outlets: readonly SerializedAssetRef[]): OutletEvents {
  const own = new Map<string, OutletEvent>();
  const partitions = new Map<string, Set<string>>();
  const added = new Map<string, ToldEvent & { aliases: string[] }>();

  const of = (outlet: SerializedAssetRef): OutletEvent | AliasEvents => {
    checkDeclared(taskId, 'outlets', outlets, outlet);
    if (outlet.kind === 'alias') return { add: (asset, options) => add(outlet.name, asset, options?.extra ?? {}) };
    const key = assetKey(outlet);
    const event = own.get(key) ?? { extra: {}, addPartitions: (keys) => addPartitions(key, outlet.name, keys) };
    own.set(key, event);
    return event;
  };

  /** As in Airflow, one event for each asset and extra, whatever the aliases. */
  function add(alias: string, asset: SerializedAssetRef, extra: { [key: string]: Json }): void {
    if (asset?.kind !== 'asset') {
      throw new TypeError(`outletEvents(${alias}).add(${JSON.stringify(asset)}): it takes an asset`);
    }
    const key = `${assetKey(asset)}\n${JSON.stringify(extra)}`;
    const { name, uri, group } = asset;
    const known = added.get(key) ?? { name, uri, group, extra, aliases: [] };
    added.set(key, known);
    if (!known.aliases.includes(alias)) known.aliases.push(alias);
  }

  function addPartitions(key: string, name: string, keys: string | readonly string[]): void {
    for (const one of [keys].flat()) {
      if (!isPartitionKey(one)) {
        throw new TypeError(
          `outletEvents(${name}).addPartitions(${JSON.stringify(one)}): a key is a text of 250 characters at most, and not empty`,
        );
      }
      const known = partitions.get(key);
      if (known) known.add(one);
      else partitions.set(key, new Set([one]));
    }
  }

  return {
    of,
    told() {
      const direct = [...own].map(([key, { extra }]): ToldEvent => {
        const [name = '', uri = ''] = key.split('\n');
        const keys = partitions.get(key);
        return { name, uri, extra, ...(keys ? { partitionKeys: [...keys] } : {}) };
      });
      const events = [
        ...direct.filter(({ extra, partitionKeys }) => Object.keys(extra).length > 0 || partitionKeys),
        ...added.values(),
      ];
      for (const { name, extra } of events) checkExtra(name, extra);
      return events;
    },
  };
}

function checkExtra(name: string, extra: object): void {
  const key = `the extra of the event of ${name}`;
  checkJson(key, extra);
  if (isStorable(extra)) return;
  const reason = 'it has a NUL character or half of a surrogate pair, or is longer than 1 MB';
  throw new AquilonError('TASK_RESULT_NOT_JSON', { key, reason, path: '$' });
}

type Named = SerializedAssetRef | SerializedPointer;

/** Throws `ASSET_NOT_DECLARED` where the task did not say that it has to do with the asset. */
export function checkDeclared(
  taskId: string,
  list: 'outlets' | 'inlets',
  declared: readonly Named[],
  asked: Named,
): void {
  const isSame = (one: Named) =>
    one.kind === asked?.kind &&
    one.name === asked.name &&
    (one.kind === 'alias' || asked.kind === 'alias' || one.uri === asked.uri);
  if (declared.some(isSame)) return;
  throw new AquilonError('ASSET_NOT_DECLARED', { task: taskId, asset: asked?.name ?? String(asked), list });
}
