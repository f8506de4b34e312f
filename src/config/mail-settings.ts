import type { Config } from './config.ts';

/** `[smtp]` and `[email]`; undefined where no mail server is configured. */
export function mailSettings({ smtp, email }: Config) {
  if (smtp.host === '') return undefined;
  const { host, port, user, password, starttls, ssl, timeout } = smtp;
  const mailFrom = email.fromEmail || smtp.mailFrom;
  return { host, port, user, password, starttls, ssl, mailFrom, timeoutSeconds: timeout };
}
