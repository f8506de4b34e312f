import { AquilonError } from '#errors/aquilon-error.ts';
import { connectionOf } from '#operators/connections.ts';
import { OptionReader } from '#operators/options.ts';
import { s3AccessOf } from '#storage/s3-access.ts';
import { createS3Client, type S3Client } from '#storage/s3-client.ts';
import type { BodyContext } from '#worker/operator-body.ts';
import { defineSensor } from './define.ts';

interface Target {
  bucket: string;
  key: string;
  [name: string]: string;
}

/**
 * Airflow's S3KeySensor: all of the keys are there. The connection's login and password are the keys of the account; its extra may have
 * `region_name`, `endpoint_url` and `aws_session_token`. Options: bucketName, bucketKey, wildcardMatch, useRegex, awsConnId.
 */
export const s3KeySensor = defineSensor({
  resolve({ options: given }) {
    const options = new OptionReader('s3KeySensor', given);
    const bucket = options.optionalText('bucketName');
    return {
      targets: options.texts('bucketKey').map((key) => targetOf(bucket, key)),
      wildcardMatch: options.flag('wildcardMatch', false),
      useRegex: options.flag('useRegex', false),
      connId: options.optionalText('awsConnId') ?? 'aws_default',
    };
  },
  describe: ({ targets }) => targets.map(({ bucket, key }) => `s3://${bucket}/${key}`).join(', '),
  async look({ targets, wildcardMatch, useRegex, connId }, { request, signal }) {
    const client = await clientOf(request, connId);
    for (const { bucket, key } of targets) {
      const pattern = useRegex ? new RegExp(`^(?:${key})`, 'u') : wildcardMatch ? patternOf(key) : undefined;
      const found = pattern
        ? await someKey(client, bucket, key, pattern, signal)
        : await client.hasObject(bucket, key, signal);
      if (!found) return false;
    }
    return true;
  },
});

/** `s3://bucket/key`, or a key of the bucket that is named beside it. */
function targetOf(bucket: string | undefined, key: string): Target {
  const [, ownBucket, ownKey] = /^s3:\/\/([^/]+)\/(.+)$/.exec(key) ?? [];
  if (ownBucket !== undefined && ownKey !== undefined) return { bucket: ownBucket, key: ownKey };
  if (bucket !== undefined) return { bucket, key };
  const reason = `${JSON.stringify(key)} names no bucket: write s3://bucket/key, or give bucketName`;
  throw new AquilonError('OPTION_INVALID', { option: 'bucketKey', operator: 's3KeySensor', reason });
}

const clientOf = async (request: BodyContext['request'], connId: string): Promise<S3Client> =>
  createS3Client(s3AccessOf(await connectionOf(request, connId)));

async function someKey(
  client: S3Client,
  bucket: string,
  key: string,
  pattern: RegExp,
  signal: AbortSignal,
): Promise<boolean> {
  const prefix = /^[^*?[\\^$.|+(){}]*/.exec(key)?.[0] ?? '';
  for await (const found of client.list(bucket, prefix, signal)) if (pattern.test(found.key)) return true;
  return false;
}

/** As Python's fnmatch, which Airflow uses: `*` any text, slashes included, `?` one character, `[ab]`, `[!ab]`. */
function patternOf(wildcard: string): RegExp {
  const parts = wildcard.match(/\*|\?|\[!?[^\]]+\]|./gsu) ?? [];
  const source = parts.map((part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1 && part.startsWith('[')) return part.replace('[!', '[^').replaceAll('\\', '\\\\');
    return part.replaceAll(/[\\^$.|+()[\]{}/-]/g, '\\$&').replace('\\-', '-');
  });
  return new RegExp(`^${source.join('')}$`, 's');
}
