/** /aquilon/notices beside a sender whose mail server is away. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestServer } from '#test/support/http.ts';
import { mailEnvironment, openMailServer } from '#test/support/mail-server.ts';
import { fillOutbox, openSender, type TestSender, untilNotice } from '#test/support/notice-sender.ts';

test('a mail that waits because the mail server is away tells when that is tried again', async () => {
  const away = await openMailServer();
  await away.close();
  let opened: TestSender | undefined;
  const notices = {
    wake: () => opened?.sender.wake(),
    barredUntil: (notifier: string) => opened?.sender.barredUntil(notifier) ?? null,
  };
  const server = await createTestServer({ notices });
  try {
    opened = await openSender(server.database, {
      ...mailEnvironment(away.port),
      AQUILON__NOTICES__RETRY_DELAY: '3600',
      AQUILON__NOTICES__MAX_RETRY_DELAY: '3600',
    });
    const mail = { kind: 'email' as const, options: { to: 'ada@example.com', subject: 's', htmlContent: 'x' } };
    const [tried] = await fillOutbox(server.database, mail);
    await opened.sender.start();
    await untilNotice(server.database, tried, ({ state, error }) => state === 'pending' && error !== null);
    const [waits] = await fillOutbox(server.database, mail);
    const soon = Date.now() + 1_800_000;
    const { body } = await server.ask('GET', '/aquilon/notices');
    assert.deepEqual(new Set(body.notices.map(({ id }: { id: string }) => id)), new Set([tried, waits]));
    for (const { next_try_at: at, attempts } of body.notices)
      assert.ok(Date.parse(at) > soon, `after ${attempts} attempts: ${at}`);
    const again = await server.ask('POST', `/aquilon/notices/${waits}/retry`);
    assert.ok(Date.parse(again.body.next_try_at) > soon, again.text);
    assert.equal(opened.sender.barredUntil('webhook'), null);
  } finally {
    await opened?.stop();
    await server.close();
  }
});
