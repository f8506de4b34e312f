/** A real SMTP server whose behaviour a test says, and a real HTTP server of the same kind. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  from: string;
  to: string[];
  content: string;
  messageId: string;
}

export interface MailServer {
  port: number;
  mails: ReceivedMail[];
  /** Recipients that it was asked for, taken or not. */
  asked: string[];
  close(): Promise<void>;
}

export interface MailServerOptions {
  port?: number;
  /** What it says to a recipient; nothing: it is taken. */
  recipient?: (address: string) => { code: number; text: string } | undefined;
  /** What it says to the whole mail, after its content. `hang`: it never answers. */
  content?: (mail: ReceivedMail) => { code: number; text: string } | 'hang' | undefined;
}

export async function openMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const asked: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    // Else it looks up the names of clients.
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo({ address }, _, done) {
      asked.push(address);
      const refusal = options.recipient?.(address);
      done(refusal && errorOf(refusal));
    },
    onData(stream, session, done) {
      let content = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        content += text;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const to = rcptTo.map((one) => one.address);
        const messageId = /^message-id: (.*)$/im.exec(content)?.[1]?.trim() ?? '';
        const mail = { from: mailFrom ? mailFrom.address : '', to, content, messageId };
        const answer = options.content?.(mail);
        if (answer === 'hang') return;
        if (answer === undefined) mails.push(mail);
        done(answer && errorOf(answer));
      });
    },
  });
  // What clients that give up leave behind is no error of the test.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  return { port, mails, asked, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

const errorOf = ({ code, text }: { code: number; text: string }) =>
  Object.assign(new Error(text), { responseCode: code });

/** The settings of a server that sends through it. */
export const mailEnvironment = (port: number): Record<string, string> => ({
  AIRFLOW__SMTP__SMTP_HOST: '127.0.0.1',
  AIRFLOW__SMTP__SMTP_PORT: String(port),
  AIRFLOW__SMTP__SMTP_STARTTLS: 'false',
  AIRFLOW__SMTP__SMTP_MAIL_FROM: 'robot@example.com',
  AIRFLOW__SMTP__SMTP_TIMEOUT: '1',
});

export interface ReceivedRequest {
  path: string;
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface HttpReceiver {
  url: string;
  requests: ReceivedRequest[];
  close(): Promise<void>;
}

/** `answer`: to the request and how many there were before it. `hang`: it never answers. */
export async function openHttpReceiver(
  answer: (request: ReceivedRequest, before: number) => { status: number; text?: string } | 'hang' = () => ({
    status: 200,
  }),
): Promise<HttpReceiver> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { url: path = '', method = '', headers } = request;
    const received = { path, method, headers, body };
    const said = answer(received, requests.length);
    requests.push(received);
    if (said !== 'hang') response.writeHead(said.status).end(said.text ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
