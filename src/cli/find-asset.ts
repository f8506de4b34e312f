/** The asset or alias that options name. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Client } from './client.ts';
import type { Row } from './output.ts';

interface Wanted {
  name?: string;
  uri?: string;
}

type Asset = Row & { id: number; name: string; uri: string };

interface Alias {
  id: number;
  name: string;
  group: string;
}

/** Throws `BAD_REQUEST` where neither name nor URI is given; `ASSET_NOT_FOUND` where there is none such. */
export async function findAsset(client: Client, wanted: Wanted): Promise<Asset> {
  const { name, uri } = wanted;
  if (name === undefined && uri === undefined)
    throw new AquilonError('BAD_REQUEST', { reason: 'Either --name or --uri is required.' });
  const query = new URLSearchParams({ only_active: 'false' });
  if (name !== undefined) query.set('name_prefix_pattern', name);
  if (uri !== undefined) query.set('uri_prefix_pattern', uri);
  const found = await client.all<Asset>(`/assets?${query}`, 'assets');
  const one = found.find((asset) => (name ?? asset.name) === asset.name && (uri ?? asset.uri) === asset.uri);
  if (!one) throw new AquilonError('ASSET_NOT_FOUND', { asset: name ?? uri ?? '' });
  return one;
}

/** The same of an alias, which has no URI. */
export async function findAlias(client: Client, { name, uri }: Wanted): Promise<Alias & Row> {
  if (name === undefined) throw new AquilonError('BAD_REQUEST', { reason: '--alias asks for --name.' });
  if (uri !== undefined) throw new AquilonError('BAD_REQUEST', { reason: 'An alias has no URI: leave out --uri.' });
  const query = new URLSearchParams({ name_prefix_pattern: name });
  const found = await client.all<Alias & Row>(`/assets/aliases?${query}`, 'asset_aliases');
  const one = found.find((alias) => alias.name === name);
  if (!one) throw new AquilonError('ASSET_NOT_FOUND', { asset: name });
  return one;
}
