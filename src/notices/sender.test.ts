/** What the sender does where the other side does not do what it should. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts';
import {
  type HttpReceiver,
  type MailServerOptions,
  mailEnvironment,
  openHttpReceiver,
  openMailServer,
} from '#test/support/mail-server.ts';
import { fillOutbox, noticeSeen, openSender, untilNotice } from '#test/support/notice-sender.ts';
import type { NoticeSender } from './sender.ts';

let db: TestDatabase;
before(async () => {
  db = await createTestDatabase();
});
after(() => db.drop());

const mailTo = (to: string | string[], more: { [name: string]: Json } = {}) => ({
  kind: 'email' as const,
  options: { to, subject: 's', htmlContent: 'x', ...more },
});
const webhook = (url: string, more: { [name: string]: Json } = {}) => ({
  kind: 'webhook' as const,
  options: { url, ...more },
});

/** A sender, and a mail server that behaves as it is told. */
async function withMail(
  options: MailServerOptions,
  body: (mail: Awaited<ReturnType<typeof openMailServer>>) => Promise<void>,
): Promise<void> {
  const mail = await openMailServer(options);
  await withSender(mailEnvironment(mail.port), () => body(mail)).finally(() => mail.close());
}

const deliver = async (notifier: Parameters<typeof fillOutbox>[1]) => {
  const [id] = await fillOutbox(db.database, notifier);
  return id;
};

/** The sender is not told: it looks by itself within seconds; tests tell it by starting it after the outbox is filled. */
async function sendOne(notifier: Parameters<typeof fillOutbox>[1], env: Record<string, string> = {}) {
  const id = await deliver(notifier);
  return withSender(env, async () => ({ id, ...(await untilNotice(db.database, id)) }));
}

async function eventually(what: string, is: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  for (const until = performance.now() + limitMs; !(await is()); ) {
    assert.ok(performance.now() < until, `not within ${limitMs / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** What it leaves in the outbox is no business of the next. */
async function withSender<T>(
  env: Record<string, string>,
  body: (home: string, sender: NoticeSender) => Promise<T>,
): Promise<T> {
  const { sender, home, stop } = await openSender(db.database, env);
  try {
    await sender.start();
    return await body(home, sender);
  } finally {
    await stop();
    await db.database.pool.query(`delete from notice`);
  }
}

async function withReceiver(
  answer: Parameters<typeof openHttpReceiver>[0],
  body: (http: HttpReceiver) => Promise<void>,
): Promise<void> {
  const http = await openHttpReceiver(answer);
  try {
    await body(http);
  } finally {
    await http.close();
  }
}

test('a mail that its server refuses for good is given up at once, with what the server said', async () => {
  const id = await deliver(mailTo('ada@example.com'));
  await withMail({ content: () => ({ code: 554, text: 'no spam here' }) }, async ({ asked }) => {
    const seen = await untilNotice(db.database, id);
    assert.deepEqual([seen.state, seen.attempts, asked.length], ['failed', 1, 1]);
    assert.match(seen.error ?? '', /no spam here/);
  });
});

test('a mail that its server puts off is sent again until it is taken, under the same Message-ID', async () => {
  const id = await deliver(mailTo('ada@example.com'));
  const seenIds: string[] = [];
  const content = ({ messageId }: { messageId: string }) => {
    seenIds.push(messageId);
    return seenIds.length < 3 ? { code: 451, text: 'later' } : undefined;
  };
  await withMail({ content }, async ({ mails }) => {
    const seen = await untilNotice(db.database, id);
    assert.deepEqual([seen.state, seen.attempts, mails.length], ['sent', 3, 1]);
    assert.deepEqual(new Set(seenIds), new Set([`<${id}@aquilon>`]));
  });
});

test('a mail server that never answers is left after its time-out, and the mail is sent when it answers', async () => {
  const id = await deliver(mailTo('ada@example.com'));
  let isHanging = true;
  await withMail({ content: () => (isHanging ? 'hang' : undefined) }, async ({ mails }) => {
    const seen = await untilNotice(db.database, id, ({ error }) => error !== null);
    assert.match(seen.error ?? '', /time/i);
    isHanging = false;
    assert.equal((await untilNotice(db.database, id)).state, 'sent');
    assert.equal(mails.length, 1);
  });
});

test('a mail server that never greets is left after its time-out, and the mail waits', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const id = await deliver(mailTo('ada@example.com'));
  await withSender(mailEnvironment(port), async () => {
    const seen = await untilNotice(db.database, id, ({ error }) => error !== null);
    assert.notEqual(seen.state, 'failed');
  }).finally(() => new Promise((resolve) => silent.close(resolve)));
});

test('of a mail that half of the recipients get, the other half alone is tried again, and those refused for good are named', async () => {
  const id = await deliver(
    mailTo(['Ada <ada@example.com>', 'bob@example.com', 'gone@example.com'], { bcc: 'late@example.com' }),
  );
  let isLate = true;
  const recipient = (address: string) => {
    if (address === 'gone@example.com') return { code: 550, text: 'no such mailbox' };
    return isLate && address === 'late@example.com' ? { code: 450, text: 'mailbox busy' } : undefined;
  };
  await withMail({ recipient }, async ({ mails, asked }) => {
    await untilNotice(db.database, id, ({ error }) => error !== null);
    isLate = false;
    const seen = await untilNotice(db.database, id);
    assert.equal(seen.state, 'failed');
    assert.match(seen.error ?? '', /it refused gone@example\.com/);
    assert.deepEqual(seen.recipients, {
      accepted: ['Ada <ada@example.com>', 'bob@example.com', 'late@example.com'],
      refused: ['gone@example.com'],
    });
    assert.deepEqual(
      mails.map(({ to }) => to),
      [['ada@example.com', 'bob@example.com'], ['late@example.com']],
    );
    assert.equal(asked.filter((one) => one === 'ada@example.com').length, 1);
  });
});

test('a mail without a mail server is a file in the outbox folder', async () => {
  const id = await deliver({ kind: 'email', options: { to: 'ada@example.com; bob@example.com' } });
  await withSender({}, async (home) => {
    assert.equal((await untilNotice(db.database, id)).state, 'sent');
    const text = await readFile(join(home, 'outbox', `${id}.eml`), 'utf8');
    assert.match(text, /^To: ada@example\.com, bob@example\.com\r$/m);
    assert.match(text, /^Subject: Aquilon: told_\d+ has failed \(r\)\r$/m);
    assert.match(text.replaceAll('=\r\n', ''), /boom &lt;b&gt;/);
  });
});

test('a webhook that answers 500 and then 200 is told once more, with the same key', async () => {
  await withReceiver(
    (_, before) => ({ status: before === 0 ? 500 : 200 }),
    async ({ url, requests }) => {
      const { id, state, attempts } = await sendOne(
        webhook(url, { json: { text: '{{ var.value.greeting }} {{ reason }}' } }),
      );
      assert.deepEqual([state, attempts], ['sent', 2]);
      assert.deepEqual(
        requests.map((one) => one.headers['idempotency-key']),
        [id, id],
      );
      assert.equal(requests[1]?.body, '{"text":"hello task_failure"}');
    },
  );
});

test('a webhook that never answers is left after its time-out; one that refuses is given up at once', async () => {
  await withReceiver(
    ({ path }) => (path === '/hangs' ? 'hang' : { status: 404 }),
    async ({ url, requests }) => {
      const env = { AQUILON__NOTICES__HTTP_TIMEOUT: '0.2', AQUILON__NOTICES__GIVE_UP_AFTER: '1' };
      const late = await sendOne(webhook(`${url}/hangs`), env);
      assert.equal(late.state, 'failed');
      assert.match(late.error ?? '', /given up after \d+ attempts: 127\.0\.0\.1:\d+: no answer within 0\.2 s/);
      assert.ok(late.attempts > 1);
      const before = requests.length;
      const refused = await sendOne(webhook(`${url}/refuses`));
      assert.deepEqual([refused.state, refused.attempts, requests.length - before], ['failed', 1, 1]);
      assert.match(refused.error ?? '', /answered 404/);
    },
  );
});

test('Slack that says it is too busy is told again, and one that knows no such channel is not; its token is in no error', async () => {
  await withReceiver(
    (_, before) => ({
      status: 200,
      text: JSON.stringify({ ok: false, error: before === 0 ? 'ratelimited' : 'channel_not_found' }),
    }),
    async ({ url, requests }) => {
      const seen = await sendOne({ kind: 'slack', options: { slackConnId: url, channel: '#data' } });
      assert.deepEqual([seen.state, seen.attempts, seen.error], ['failed', 2, 'Slack answered channel_not_found']);
      assert.equal(requests[0]?.path, '/chat.postMessage');
      assert.equal(requests[0]?.headers.authorization, 'Bearer token');
      const hook = await sendOne(
        { kind: 'slack_webhook', options: { slackWebhookConnId: 'http://127.0.0.1:1' } },
        {
          AQUILON__NOTICES__GIVE_UP_AFTER: '0',
        },
      );
      assert.match(hook.error ?? '', /127\.0\.0\.1:1/);
      assert.doesNotMatch(hook.error ?? '', /token/);
    },
  );
});

test('a notice whose template is wrong, or whose connection is not there, is given up and says why', async () => {
  const wrong = await sendOne(webhook('http://127.0.0.1:1/{{ nothing.at.all }}'));
  assert.equal(wrong.state, 'failed');
  assert.match(wrong.error ?? '', /TEMPLATE_.*nothing/);
  const none = await sendOne({ kind: 'slack', options: { slackConnId: 'none' } });
  assert.match(none.error ?? '', /connection none/i);
});

test('our own mail names what failed first, as text and as HTML, with its try, its times, its page and its log', async () => {
  const id = await deliver({ kind: 'email', options: { to: 'ada@example.com' } });
  await withMail({}, async ({ mails }) => {
    assert.equal((await untilNotice(db.database, id)).state, 'sent');
    const [plain = '', html = ''] = bodiesOf(mails[0]?.content ?? '');
    const page = 'http://localhost:8080/dags/told_';
    assert.match(plain, /Began: 1970-01-01.*\nEnded: 1970-01-01/);
    assert.ok(plain.includes(`Page: ${page}`));
    assert.match(plain, /load\[3\], try 2 of 2, 1970-01-01 .* - 1970-01-01 .*\n {2}TASK_FAILED: boom <b>\n/);
    assert.match(
      plain,
      /\/runs\/r\/tasks\/load\?try=2&map=3\n {2}aquilon tasks logs told_\d+ load r --map-index 3 --try-number 2/,
    );
    assert.match(plain, /and 4 more/);
    assert.match(
      html,
      /<a href="http[^"]*\/runs\/r\/tasks\/load\?try=2&amp;map=3">load\[3\]<\/a>, try 2 of 2, .*: TASK_FAILED/,
    );
    assert.match(html, /<pre>boom &lt;b&gt;<\/pre>/);
    assert.match(html, /<code>aquilon tasks logs told_\d+ load r --map-index 3 --try-number 2<\/code>/);
  });
});

test('mails about tasks that fail have the configured subject and body, and the configured sender', async () => {
  const [id] = await fillOutbox(db.database, { kind: 'email', options: { to: 'ada@example.com' } }, 1, 'load');
  const [own] = await fillOutbox(db.database, mailTo('bob@example.com', { subject: 'mine' }), 1, 'load');
  const templates = await mkdtemp(join(tmpdir(), 'aquilon-mails-'));
  await writeFile(join(templates, 'subject'), 'Oh: {{ ti.task_id }}\n');
  await writeFile(join(templates, 'body'), 'Try {{ try_number }} out of {{ max_tries + 1 }}: {{ exception_html }}');
  const mail = await openMailServer();
  const env = {
    ...mailEnvironment(mail.port),
    AIRFLOW__EMAIL__FROM_EMAIL: 'airflow@example.com',
    AIRFLOW__EMAIL__SUBJECT_TEMPLATE: join(templates, 'subject'),
    AIRFLOW__EMAIL__HTML_CONTENT_TEMPLATE: join(templates, 'body'),
  };
  try {
    await withSender(env, async () => {
      for (const one of [id, own]) assert.equal((await untilNotice(db.database, one)).state, 'sent');
    });
    const of = (to: string) => mail.mails.find((one) => one.to.includes(to));
    assert.equal(of('ada@example.com')?.from, 'airflow@example.com');
    assert.match(of('ada@example.com')?.content ?? '', /^Subject: Oh: load\r$/m);
    assert.match(of('ada@example.com')?.content ?? '', /Try 2 out of 2: boom &lt;b&gt;/);
    assert.match(of('bob@example.com')?.content ?? '', /^Subject: mine\r$/m);
  } finally {
    await mail.close();
    await rm(templates, { recursive: true });
  }
});

/** Of a mail with two bodies: what they say. */
function bodiesOf(content: string): string[] {
  const boundary = /boundary="(.*?)"/.exec(content)?.[1] ?? '-';
  return content
    .split(`--${boundary}`)
    .slice(1, 3)
    .map((part) => {
      const [head = '', ...body] = part.split('\r\n\r\n');
      const text = body.join('\n\n').replaceAll('\r\n', '\n');
      if (!/quoted-printable/i.test(head)) return text;
      return text
        .replaceAll('=\n', '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    });
}

test('our own message to Slack has the same as fields; one of an author has what the author says', async () => {
  await withReceiver(undefined, async ({ url, requests }) => {
    await sendOne({ kind: 'slack_webhook', options: { slackWebhookConnId: url } });
    const { text, attachments } = JSON.parse(requests[0]?.body ?? '');
    assert.match(text, /^Aquilon: told_\d+ has failed \(r\): load: boom <b>$/);
    const [run, failure] = attachments.map(({ fields }: { fields: { title: string; value: string }[] }) =>
      Object.fromEntries(fields.map(({ title, value }) => [title, value])),
    );
    assert.deepEqual([run.Began, run.Ended], ['1970-01-01T00:00:00.000Z', '1970-01-01T00:00:01.000Z']);
    assert.match(
      failure.Task,
      /^<http:\/\/localhost:8080\/dags\/told_\d+\/runs\/r\/tasks\/load\?try=2&amp;map=3\|load\[3\]>$/,
    );
    assert.deepEqual([failure.Try, failure.Error], ['2 of 2', 'TASK_FAILED: boom &lt;b&gt;']);
    assert.match(failure.Log, /aquilon tasks logs told_\d+ load r --map-index 3 --try-number 2/);
    await sendOne({ kind: 'slack_webhook', options: { slackWebhookConnId: url, text: 'oh' } });
    assert.deepEqual(JSON.parse(requests[1]?.body ?? ''), { text: 'oh' });
  });
});

test('what a server that is gone had in hand is sent by the next; what another machine has in hand is left alone', async () => {
  await withReceiver(undefined, async ({ url, requests }) => {
    const [own, other] = await fillOutbox(db.database, webhook(url), 2);
    const claim = `update notice set state = 'sending', claimed_by = $2, claimed_until = now() + interval '1 hour' where id = $1`;
    await db.database.pool.query(claim, [own, `${hostname()}:999999999:x`]);
    await db.database.pool.query(claim, [other, 'elsewhere:1:x']);
    await withSender({}, async () => {
      assert.equal((await untilNotice(db.database, own)).state, 'sent');
      assert.equal((await noticeSeen(db.database, other)).state, 'sending');
      assert.equal(requests.length, 1);
    });
  });
});

test('what was sent long ago is removed, a batch at a time; what was sent lately, and what was not, stays', async () => {
  const old = await fillOutbox(db.database, webhook('http://127.0.0.1:1/'), 2500);
  const [lately, failed] = await fillOutbox(db.database, webhook('http://127.0.0.1:1/'), 2);
  const set = `update notice set state = $2, sent_at = now() - $3::interval where id = any ($1)`;
  await db.database.pool.query(set, [old, 'sent', '91 days']);
  await db.database.pool.query(set, [[lately], 'sent', '89 days']);
  await db.database.pool.query(set, [[failed], 'failed', null]);
  const left = async () => (await db.database.pool.query('select id from notice order by id')).rows.map(({ id }) => id);
  await withSender({}, async () => {
    await eventually('the old ones are gone', async () => (await left()).length === 2);
    assert.deepEqual(await left(), [lately, failed].sort());
  });
});

test('10,000 mails that wait for a mail server are all delivered once when it is back', async () => {
  const away = await openMailServer();
  const { port } = away;
  await away.close();
  const env = { ...mailEnvironment(port), AQUILON__NOTICES__MAX_RETRY_DELAY: '1' };
  const count = async (condition: string): Promise<number> =>
    (await db.database.pool.query(`select count(*)::int as count from notice where ${condition}`)).rows[0].count;
  const [ids, mail] = await withSender(env, (_, one) =>
    // Two senders at once: each notice is one's alone.
    withSender(env, async (_, other) => {
      // Both have started: to each of them the other, of the same process, is what was before a restart, whose notices it takes back.
      const ids = await fillOutbox(db.database, mailTo('ada@example.com', { subject: '{{ run_id }}' }), 10_000);
      one.wake();
      other.wake();
      await eventually('one was tried', async () => (await count('error is not null')) > 0);
      const back = await openMailServer({ port });
      await eventually('all are sent', async () => (await count(`state <> 'sent'`)) === 0, 600_000).finally(back.close);
      return [ids, back] as const;
    }),
  );
  assert.equal(mail.mails.length, 10_000);
  assert.deepEqual(new Set(mail.mails.map(({ messageId }) => messageId)), new Set(ids.map((id) => `<${id}@aquilon>`)));
});
