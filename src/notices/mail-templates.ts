/** `[email] subject_template` and `html_content_template`: what mails about tasks that fail or are tried again say in the place of our own texts. */
import { readFile } from 'node:fs/promises';
import type { Json } from '@aquilon/sdk/serialized';
import type { Config } from '#config/config.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import type { Logger } from '#support/logger.ts';

/** Options of an email notifier whose author has none. */
export type MailTemplates = { readonly [option in 'subject' | 'htmlContent']?: Json };

const SMTP_BACKENDS = ['', 'airflow.utils.email.send_email_smtp'];

/** A file that cannot be read is told of in the log, and our own text stands in. */
export async function readMailTemplates({ email }: Config, logger: Logger): Promise<MailTemplates> {
  if (!SMTP_BACKENDS.includes(email.backend))
    logger.warning('AIRFLOW__EMAIL__EMAIL_BACKEND is not used: mails go by SMTP', { backend: email.backend });
  const templates: { [option: string]: Json } = {};
  for (const [option, file] of [
    ['subject', email.subjectTemplate],
    ['htmlContent', email.htmlContentTemplate],
  ] as const) {
    if (file === '') continue;
    try {
      const text = await readFile(file, 'utf8');
      // A subject is one line.
      templates[option] = option === 'subject' ? text.trim() : text;
    } catch (error) {
      logger.warning('the template of mails cannot be read: our own text is sent', { file, error: messageOf(error) });
    }
  }
  return templates;
}
