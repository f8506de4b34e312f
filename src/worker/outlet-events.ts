/** What a running task tells of its outlets: `getContext().outletEvents`. */
import type { Json, SerializedAssetRef } from '@aquilon/sdk/serialized';
import { assetKey, isStorable, type ToldEvent } from '#domain/assets.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import { checkJson } from './check-json.ts';

type OutletEvent = { extra: { [key: string]: Json } };
type AliasEvents = { add(asset: SerializedAssetRef, options?: { extra?: { [key: string]: Json } }): void };

export interface OutletEvents {
  /** Throws `ASSET_NOT_DECLARED`. */
  of(outlet: SerializedAssetRef): OutletEvent | AliasEvents;
  /** Throws where an extra is no JSON. */
  told(): ToldEvent[];
}

export function collectOutletEvents(taskId: string, outlets: readonly SerializedAssetRef[]): OutletEvents {
  const own = new Map<string, OutletEvent>();
  const added = new Map<string, ToldEvent & { aliases: string[] }>();

  const of = (outlet: SerializedAssetRef): OutletEvent | AliasEvents => {
    checkDeclared(taskId, 'outlets', outlets, outlet);
    if (outlet.kind === 'alias') return { add: (asset, options) => add(outlet.name, asset, options?.extra ?? {}) };
    const key = assetKey(outlet);
    const event = own.get(key) ?? { extra: {} };
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

  return {
    of,
    told() {
      const direct = [...own].map(([key, { extra }]): ToldEvent => {
        const [name = '', uri = ''] = key.split('\n');
        return { name, uri, extra };
      });
      const events = [...direct.filter(({ extra }) => Object.keys(extra).length > 0), ...added.values()];
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

/** Throws `ASSET_NOT_DECLARED` where the task did not say that it has to do with the asset. */
export function checkDeclared(
  taskId: string,
  list: 'outlets' | 'inlets',
  declared: readonly SerializedAssetRef[],
  asked: SerializedAssetRef,
): void {
  const isSame = (one: SerializedAssetRef) =>
    one.kind === asked?.kind &&
    one.name === asked.name &&
    (one.kind === 'alias' || asked.kind === 'alias' || one.uri === asked.uri);
  if (declared.some(isSame)) return;
  throw new AquilonError('ASSET_NOT_DECLARED', { task: taskId, asset: asked?.name ?? String(asked), list });
}
