/** URIs of assets in one form, so that two ways of writing the same one mean the same asset. */

interface Parts {
  scheme: string;
  host: string;
  path: string;
  query: string;
}

/** What a scheme asks for beyond the general rules: Airflow's providers of the same names. Returns the problem, or the host and path to use. */
const RULES: Readonly<Record<string, (parts: Parts) => string | Partial<Parts>>> = {
  file: ({ path }) => (path === '' || path === '/' ? 'a file:// URI must have a path' : {}),
  s3: ({ host }) => (host === '' ? 'an s3:// URI must name a bucket' : {}),
  gs: ({ host }) => (host === '' ? 'a gs:// URI must name a bucket' : {}),
  postgres: postgresUri,
  postgresql: postgresUri,
};

function postgresUri({ host, path }: Parts): string | Partial<Parts> {
  if (host === '') return 'a postgres:// URI must name a host';
  if (path.split('/').length !== 4) return 'a postgres:// URI must name database, schema and table';
  return { host: /:\d+$/.test(host) ? host : `${host.replace(/:$/, '')}:5432` };
}

/**
 * Airflow's normalisation: lower-case scheme, no trailing slash, no fragment, no user and password, query sorted by name. What has no scheme is a
 * plain text, and so is what has one that begins with `x-`. The scheme `airflow` is reserved.
 */
export function normalizeAssetUri(uri: string): { uri: string } | { problem: string } {
  const found = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?/.exec(uri);
  if (!found) return { uri };
  const [, scheme = '', authority = '', path = '', query = ''] = found;
  const parts = {
    scheme: scheme.toLowerCase(),
    host: authority.slice(authority.lastIndexOf('@') + 1),
    path: path.replace(/\/+$/, '') || '/',
    query: sortedQuery(query),
  };
  if (parts.scheme.startsWith('x-')) return { uri };
  if (parts.scheme === 'airflow') return { problem: 'the scheme airflow is reserved' };
  const ruled = (Object.hasOwn(RULES, parts.scheme) && RULES[parts.scheme]?.(parts)) || {};
  if (typeof ruled === 'string') return { problem: ruled };
  const { host, path: wholePath } = { ...parts, ...ruled };
  const slashes = found[2] === undefined ? '' : '//';
  return { uri: `${parts.scheme}:${slashes}${host}${wholePath}${parts.query && `?${parts.query}`}` };
}

function sortedQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].filter(([, value]) => value !== '');
  const byName = ([a, x]: [string, string], [b, y]: [string, string]) => (a === b ? compare(x, y) : compare(a, b));
  return new URLSearchParams(pairs.sort(byName)).toString();
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
