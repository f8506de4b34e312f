/** Databases beside the product's own, in the same server. */
import pg from 'pg';

/** Makes the database if it is not there. `url`: the server's address for a name. Returns the address of the new one. */
export async function makeDatabase(url: (database: string) => Promise<string>, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: await url('postgres') });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  return url(name);
}
