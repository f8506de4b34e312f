/** How a connection reaches S3, as Airflow's `aws` connections do: login and password are the keys of the account. */
import { AquilonError } from '#errors/aquilon-error.ts';
import { extraOf } from '#support/connection-extra.ts';
import type { S3Access } from './s3-client.ts';

/** A connection of Airflow's form; `extra` is JSON text that may have `region_name`, `endpoint_url` and `aws_session_token`. */
interface AwsConnection {
  connId: string;
  login: string | null;
  password: string | null;
  extra: string | null;
}

/** Throws `CONNECTION_INVALID`. */
export function s3AccessOf(connection: AwsConnection): S3Access {
  const { connId, login, password } = connection;
  if (login === null || password === null) {
    const reason = 'its login and password must be the access key and its secret';
    throw new AquilonError('CONNECTION_INVALID', { connection: connId, reason });
  }
  const more = extraOf(connection);
  return {
    accessKeyId: login,
    secretAccessKey: password,
    sessionToken: textOf(more.aws_session_token),
    region: textOf(more.region_name) ?? 'us-east-1',
    endpoint: textOf(more.endpoint_url) ?? null,
  };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
