/** The part of Amazon's S3 protocol that looking for objects needs: HEAD, and listing by prefix. Any server of that protocol will do. */
import { AwsClient } from 'aws4fetch';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';

export interface S3Access {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  region: string;
  /** Address of a server that is not Amazon's, such as `http://localhost:9000`; null: Amazon's. */
  endpoint: string | null;
}

export interface S3Client {
  hasObject(bucket: string, key: string, signal: AbortSignal): Promise<boolean>;
  /** The objects whose keys begin with `prefix`, in the order of their keys. `tag`: another for another content. */
  list(bucket: string, prefix: string, signal: AbortSignal): AsyncGenerator<{ key: string; tag: string }>;
}

const TIME_LIMIT = 30_000;

/** All of it rejects with `OBJECT_STORE_FAILED`. */
export function createS3Client({ endpoint, ...access }: S3Access): S3Client {
  const client = new AwsClient({ ...access, service: 's3', retries: 0 } as ConstructorParameters<typeof AwsClient>[0]);

  async function ask(method: 'GET' | 'HEAD', url: URL, signal: AbortSignal): Promise<Response> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT)]);
    try {
      return await client.fetch(url, { method, signal: limited, redirect: 'manual' });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw new AquilonError('OBJECT_STORE_FAILED', { host: url.host, reason: messageOf(cause) });
    }
  }

  const addressOf = (bucket: string, key: string): URL => {
    const path = key.split('/').map(encodeURIComponent).join('/');
    if (endpoint !== null) return new URL(`${endpoint.replace(/\/+$/, '')}/${bucket}/${path}`);
    const host = `s3.${access.region}.amazonaws.com`;
    // The certificate of `*.s3...` does not hold for a bucket with dots in its name.
    return new URL(bucket.includes('.') ? `https://${host}/${bucket}/${path}` : `https://${bucket}.${host}/${path}`);
  };

  return {
    async hasObject(bucket, key, signal) {
      const url = addressOf(bucket, key);
      const { status } = await ask('HEAD', url, signal);
      if (status === 404) return false;
      if (status === 200) return true;
      throw new AquilonError('OBJECT_STORE_FAILED', { host: url.host, reason: `the status is ${status}` });
    },

    async *list(bucket, prefix, signal) {
      let token: string | undefined;
      do {
        const url = addressOf(bucket, '');
        url.searchParams.set('list-type', '2');
        url.searchParams.set('prefix', prefix);
        if (token !== undefined) url.searchParams.set('continuation-token', token);
        const response = await ask('GET', url, signal);
        const text = await response.text();
        if (response.status !== 200) {
          const reason = `the status is ${response.status} ${element(text, 'Code') ?? ''}`.trim();
          throw new AquilonError('OBJECT_STORE_FAILED', { host: url.host, reason });
        }
        for (const [, found = ''] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const tag = element(found, 'ETag') ?? `${element(found, 'LastModified')} ${element(found, 'Size')}`;
          yield { key: element(found, 'Key') ?? '', tag };
        }
        token = element(text, 'IsTruncated') === 'true' ? element(text, 'NextContinuationToken') : undefined;
      } while (token !== undefined);
    },
  };
}

function element(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return found === undefined ? undefined : unescaped(found);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) =>
    name === undefined
      ? String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16))
      : (ENTITIES[name] ?? ''),
  );
}
