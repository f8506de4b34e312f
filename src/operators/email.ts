import { basename, join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { type MailSettings, NO_SENDER, splitAddresses, transportOptions, writeMail } from '#support/mail.ts';
import type { BodyContext, OperatorBody } from '#worker/operator-body.ts';
import { OptionReader } from './options.ts';

const LOGGER = 'airflow.task.operators.EmailOperator';

/**
 * Sends a mail. With no mail server configured it is written as a file that any mail program opens, and the log says
 * where. Options: to, subject, htmlContent, cc, bcc, fromEmail, files.
 */
export const email: OperatorBody = async (context) => {
  const options = new OptionReader('email', context.options);
  const to = addresses(options, 'to');
  if (to.length === 0)
    throw new AquilonError('OPTION_INVALID', { option: 'to', operator: 'email', reason: 'it names nobody' });
  const html = options.text('htmlContent');
  const from = options.optionalText('fromEmail') ?? context.mail?.mailFrom ?? NO_SENDER;
  const message: SendMailOptions = {
    from,
    to,
    cc: addresses(options, 'cc'),
    bcc: addresses(options, 'bcc'),
    subject: options.text('subject'),
    html,
    attachments: options.texts('files').map((path) => ({ path, filename: basename(path) })),
    // The content is the author's, and may hold what a user typed: it must not name files or addresses to be fetched.
    disableUrlAccess: true,
  };
  if (context.mail === undefined) await writeToOutbox(context, message);
  else await send(context, context.mail, message);
  return {};
};

const addresses = (options: OptionReader, name: string): string[] => splitAddresses(options.texts(name));

async function send(context: BodyContext, mail: MailSettings, message: SendMailOptions): Promise<void> {
  const server = `${mail.host}:${mail.port}`;
  const transport = createTransport(transportOptions(mail));
  const close = () => transport.close();
  context.signal.addEventListener('abort', close, { once: true });
  try {
    const info = await transport.sendMail(message);
    const count = info.accepted.length;
    context.log('info', `Sent an email to ${count} recipient(s) through ${server}: ${info.response}`, LOGGER);
    if (info.rejected.length > 0) {
      const refused = info.rejected.map(String).join(', ');
      throw new AquilonError('EMAIL_FAILED', { server, reason: `it refused the recipients ${refused}` });
    }
  } catch (error) {
    if (error instanceof AquilonError) throw error;
    throw new AquilonError('EMAIL_FAILED', { server, reason: messageOf(error) }, { cause: error });
  } finally {
    context.signal.removeEventListener('abort', close);
    transport.close();
  }
}

async function writeToOutbox(context: BodyContext, message: SendMailOptions): Promise<void> {
  const path = join(context.outboxFolder, `${context.work.attemptId}.eml`);
  await writeMail(path, message);
  context.log('info', `No mail server is configured: the email was written to ${path}`, LOGGER, { path });
}
