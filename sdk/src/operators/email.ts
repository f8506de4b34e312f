/** A mail as a task. */
import { type Operator, operatorFactory } from '../operator.ts';
import { checked, text, texts } from './checked.ts';

export interface EmailOptions {
  to: string | string[];
  subject: string;
  /** The body, as HTML. */
  htmlContent: string;
  cc?: string | string[];
  bcc?: string | string[];
  /** Paths of files to attach. */
  files?: string[];
  /** Default: `AIRFLOW__SMTP__SMTP_MAIL_FROM`. */
  fromEmail?: string;
}

const KIND = {
  name: 'email',
  operator: 'EmailOperator',
  body: 'email',
  required: ['to', 'subject', 'htmlContent'],
  templates: {
    templateFields: ['to', 'cc', 'bcc', 'fromEmail', 'subject', 'htmlContent', 'files'],
    templateExt: ['.html'],
    pathFields: ['files'],
  },
  rules: { to: texts, subject: text, htmlContent: text, cc: texts, bcc: texts, files: texts, fromEmail: text },
};

/** Sends a mail; where no mail server is configured, writes it to the outbox folder. */
export const email = operatorFactory((options: EmailOptions): Operator<void> => checked<void>(KIND, options));
