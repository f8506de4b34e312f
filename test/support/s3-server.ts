/** A server of Amazon's S3 protocol on this machine, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import S3rver from 's3rver';

/** The key and the secret that the server knows. */
const KEY = 'S3RVER';

export interface S3Server {
  /** A connection to it, as Airflow writes one. */
  connection: string;
  put(bucket: string, key: string): Promise<void>;
  close(): Promise<void>;
}

export async function startS3Server(buckets: readonly string[]): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'aquilon-s3-'));
  const server = new S3rver({
    port: 0,
    address: '127.0.0.1',
    silent: true,
    directory,
    configureBuckets: buckets.map((name) => ({ name })),
  });
  const endpoint = `http://127.0.0.1:${(await server.run()).port}`;
  const client = new AwsClient({ accessKeyId: KEY, secretAccessKey: KEY, service: 's3', region: 'us-east-1' });
  return {
    connection: JSON.stringify({
      conn_type: 'aws',
      login: KEY,
      password: KEY,
      extra: { endpoint_url: endpoint, region_name: 'us-east-1' },
    }),
    async put(bucket, key) {
      const path = key.split('/').map(encodeURIComponent).join('/');
      const { status } = await client.fetch(`${endpoint}/${bucket}/${path}`, { method: 'PUT', body: 'x' });
      if (status !== 200) throw new Error(`the S3 server answered ${status}`);
    },
    async close() {
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
