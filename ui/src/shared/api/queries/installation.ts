/** What the installation is: its users, its configuration, what it is made of. */
import { queryOptions } from '@tanstack/react-query';
import { call } from '../client.ts';
import type { Licence, User } from '../extra-operations.ts';
import type { Schemas } from '../generated.ts';
import type { Named } from './admin.ts';
import { keys } from './keys.ts';
import { listQuery } from './paging.ts';

export type { Licence, Role, User } from '../extra-operations.ts';
export type Provider = Schemas['ProviderResponse'];
export type Plugin = Schemas['PluginResponse'];

export const usersQuery = ({ search, order }: Named) =>
  listQuery<User>([...keys.users, search, order], async ({ limit, offset, signal }) => {
    const { users, total_entries } = await call('GET /aquilon/users', {
      query: { limit, offset, order_by: [order], username_pattern: search },
      signal,
    });
    return { rows: users, total: total_entries };
  });

export const rolesQuery = queryOptions({
  queryKey: keys.roles,
  queryFn: ({ signal }) => call('GET /aquilon/roles', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** One option of the configuration. */
export interface ConfigOption {
  readonly section: string;
  readonly key: string;
  readonly value: string;
  readonly origin: string;
}

const fits = (search: string | undefined, ...texts: string[]): boolean =>
  search === undefined || texts.some((text) => text.toLowerCase().includes(search.toLowerCase()));

/** The server tells them all at once. `given`: only those that are not left at their defaults. */
export const optionsQuery = ({ search, given }: { search?: string | undefined; given: boolean }) =>
  listQuery<ConfigOption>(['config', search, given], async ({ signal }) => {
    const [{ sections }, { origins }] = await Promise.all([
      call('GET /api/v2/config', { signal }),
      call('GET /aquilon/config/origins', { signal }),
    ]);
    const rows = sections
      .flatMap(({ name, options }) =>
        options.map(({ key, value }) => ({
          section: name,
          key,
          value: String(value),
          origin: origins[`${name}.${key}`] ?? 'default',
        })),
      )
      .filter((one) => fits(search, `${one.section}.${one.key}`, one.value) && !(given && one.origin === 'default'));
    return { rows, total: rows.length };
  });

export const providersQuery = listQuery<Provider>(['providers'], async ({ limit, offset, signal }) => {
  const { providers, total_entries } = await call('GET /api/v2/providers', { query: { limit, offset }, signal });
  return { rows: providers, total: total_entries };
});

export const pluginsQuery = listQuery<Plugin>(['plugins'], async ({ limit, offset, signal }) => {
  const { plugins, total_entries } = await call('GET /api/v2/plugins', { query: { limit, offset }, signal });
  return { rows: plugins, total: total_entries };
});

export const licencesQuery = (search: string | undefined) =>
  listQuery<Licence>(['licences', search], async ({ signal }) => {
    const { licences } = await call('GET /licences.json', { signal });
    const rows = licences.filter(({ name, licence }) => fits(search, name, licence));
    return { rows, total: rows.length };
  });
