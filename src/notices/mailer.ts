/** Sends mails to one server over a few connections that stay open. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Recipients } from '#db/queries/notices.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { type MailSettings, transportOptions } from '#support/mail.ts';
import type { Delivery } from './delivery.ts';

export const MAIL_CONNECTIONS = 5;

export interface Mailer {
  /** `recipients`: those that are done with are left out. Resolves whatever happens. */
  send(message: SendMailOptions & { from: string; to: string[] }, recipients: Recipients): Promise<Delivery>;
  close(): void;
}

export function createMailer(mail: MailSettings): Mailer {
  const transport = createTransport({
    ...transportOptions(mail),
    pool: true,
    maxConnections: MAIL_CONNECTIONS,
    maxMessages: 1000,
    // What is in doubt is ours to decide: the outbox tries again.
    maxRequeues: 0,
  } as Parameters<typeof createTransport>[0]);
  const server = `${mail.host}:${mail.port}`;
  return {
    async send(message, done) {
      const wanted = [message.to, message.cc, message.bcc].flat().filter((one) => typeof one === 'string');
      const open = [...new Set(wanted)].filter((one) => !done.accepted.includes(one) && !done.refused.includes(one));
      try {
        const info = (await transport.sendMail({
          ...message,
          envelope: { from: message.from, to: open },
        })) as { rejectedErrors?: RecipientError[] };
        return outcome(open, info.rejectedErrors ?? [], done);
      } catch (error) {
        return outcomeOfError(error as SmtpError, open, server, done);
      }
    },
    close: () => transport.close(),
  };
}

interface SmtpError extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
  rejectedErrors?: RecipientError[];
}
type RecipientError = SmtpError & { recipient?: string };

/** A code of 5 is final, any other passes. */
const isFinal = ({ responseCode = 0 }: SmtpError): boolean => responseCode >= 500;

/** Some have it, the others do not: those that were put off are tried again, and only those. */
function outcome(open: string[], rejected: RecipientError[], done: Recipients): Delivery {
  const refused = rejected.filter(isFinal).map(({ recipient = '' }) => recipient);
  const later = rejected.filter((one) => !isFinal(one));
  const accepted = open.filter((one) => !rejected.some(({ recipient }) => sameAddress(one, recipient)));
  const recipients = {
    accepted: [...done.accepted, ...accepted],
    refused: [...done.refused, ...namesOf(open, refused)],
  };
  const [first] = rejected;
  if (later.length > 0) return { state: 'again', error: told(later), recipients };
  if (recipients.refused.length > 0) {
    const answer = first?.response ? ` (${first.response})` : '';
    return { state: 'failed', error: `it refused ${recipients.refused.join(', ')}${answer}`, recipients };
  }
  return { state: 'sent', recipients };
}

const told = (errors: RecipientError[]): string =>
  `it put off ${errors.map(({ recipient }) => recipient).join(', ')} (${errors[0]?.response ?? 'no answer'})`;

/** The envelope holds bare addresses: `Ada <ada@example.com>` is `ada@example.com` there. */
const sameAddress = (given: string, bare = ''): boolean =>
  given.toLowerCase() === bare.toLowerCase() || given.toLowerCase().endsWith(`<${bare.toLowerCase()}>`);

const namesOf = (open: string[], bare: string[]): string[] =>
  open.filter((one) => bare.some((address) => sameAddress(one, address)));

function outcomeOfError(error: SmtpError, open: string[], server: string, done: Recipients): Delivery {
  const { rejectedErrors = [] } = error;
  if (rejectedErrors.length > 0) return outcome(open, rejectedErrors, done);
  const text = `${server}: ${messageOf(error)}`;
  const isOfMessage = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (isOfMessage && isFinal(error)) return { state: 'failed', error: text };
  // 421: the service is closing; nobody else gets through either.
  return { state: 'again', error: text, isChannelDown: !isOfMessage || error.responseCode === 421 };
}
