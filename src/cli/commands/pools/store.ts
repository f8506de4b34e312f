import { type Client, path } from '#cli/client.ts';
import type { Row } from '#cli/output.ts';
import { AquilonError } from '#errors/aquilon-error.ts';
import type { PoolEntry } from './pool-file.ts';

interface Told {
  errors: { error: string; status_code: number }[];
}

/** Makes the pools, or changes those that are there; returns them. Throws `REQUEST_REFUSED` for the first that is refused. */
export async function storePools(client: Client, pools: Record<string, PoolEntry>): Promise<Row[]> {
  const entities = Object.entries(pools).map(([name, pool]) => ({ name, ...pool }));
  const action = { action: 'create', action_on_existence: 'overwrite', entities };
  const { create } = await client.ask<{ create: Told | null }>('PATCH', '/pools', { actions: [action] });
  const [refused] = create?.errors ?? [];
  if (refused) throw new AquilonError('REQUEST_REFUSED', { status: refused.status_code, reason: refused.error });
  const stored: Row[] = [];
  for (const { name } of entities) stored.push(await client.ask<Row>('GET', path`/pools/${name}`));
  return stored;
}
