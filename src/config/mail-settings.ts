import type { Config } from './config.ts';

/** `[smtp]`; undefined where no mail server is configured. */
export function mailSettings({ smtp }: Config) {
  if (smtp.host === '') return undefined;
  const { host, port, user, password, starttls, ssl, mailFrom, timeout } = smtp;
  return { host, port, user, password, starttls, ssl, mailFrom, timeoutSeconds: timeout };
}
