/** The mail server of a connection, as Airflow's `SmtpHook` reads it, in the place of `[smtp]`. */
import type { Connection } from '@aquilon/sdk';
import type { Config } from '#config/config.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';

/** As SMTP has them. */
const PORT = 25;
const TLS_PORT = 465;

/** A connection without a host gives the user and the password only. */
export async function withMailConnection(
  config: Config,
  find: (connId: string) => Promise<Connection | null>,
  logger: Logger,
): Promise<Config> {
  const { connId } = config.email;
  if (connId === '') return config;
  try {
    const found = await find(connId);
    return found ? { ...config, ...sectionsOf(config, found) } : config;
  } catch (error) {
    logger.warning('the connection of the mail server cannot be read: mails go by AIRFLOW__SMTP__*', {
      connection: connId,
      error: messageOf(error),
    });
    return config;
  }
}

function sectionsOf({ smtp, email }: Config, { host, port, login, password, extra }: Connection) {
  const more = objectOf(extra);
  const ssl = !isOn(more.disable_ssl);
  const server = {
    host: host ?? '',
    port: port ?? (ssl ? TLS_PORT : PORT),
    ssl,
    starttls: !isOn(more.disable_tls),
    timeout: Number(more.timeout) > 0 ? Number(more.timeout) : smtp.timeout,
  };
  const user = { ...(login ? { user: login } : {}), ...(password ? { password } : {}) };
  const from = typeof more.from_email === 'string' ? more.from_email : '';
  return {
    smtp: { ...smtp, ...(host ? server : {}), ...user },
    email: { ...email, fromEmail: from || email.fromEmail },
  };
}

/** Forms of Airflow's page keep texts. */
const isOn = (value: unknown): boolean => value === true || /^(true|1)$/i.test(String(value));

function objectOf(text: string | null): { [name: string]: unknown } {
  try {
    return { ...(JSON.parse(text ?? '{}') as object) };
  } catch {
    return {};
  }
}
