/** How mails are sent: what the mail operator and the sender of notices have in common. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** How to reach the mail server. Sent to the process that runs a mail task, and to no other process of tasks. */
export interface MailSettings {
  host: string;
  port: number;
  user: string;
  password: string;
  starttls: boolean;
  ssl: boolean;
  mailFrom: string;
  timeoutSeconds: number;
}

/** Sender of the mails where no mail server is configured and none is named. */
export const NO_SENDER = 'aquilon@localhost';

/** For `createTransport` of nodemailer. */
export function transportOptions(mail: MailSettings) {
  const timeout = mail.timeoutSeconds * 1000;
  return {
    host: mail.host,
    port: mail.port,
    secure: mail.ssl,
    requireTLS: mail.starttls && !mail.ssl,
    ignoreTLS: !mail.starttls && !mail.ssl,
    ...(mail.user === '' ? {} : { auth: { user: mail.user, pass: mail.password } }),
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
  };
}

/** Airflow takes one text with commas or semicolons, or a list. */
export const splitAddresses = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => text.split(/[,;]/))
    .map((address) => address.trim())
    .filter((address) => address !== '');

/** Writes the mail as a file that any mail program opens. */
export async function writeMail(path: string, message: SendMailOptions): Promise<void> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message: content } = await transport.sendMail(message);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, content as Buffer);
  await rename(`${path}.part`, path);
}
