import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Json } from '@aquilon/sdk/serialized';
import { type Bench, failureOf, openBench } from '#test/support/task-runs.ts';

describe('the operator slack', () => {
  let bench: Bench;
  let server: Server;
  let base: string;
  const posted: { url: string | undefined; body: unknown }[] = [];
  before(async () => {
    bench = await openBench();
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.on('end', () => {
        posted.push({ url: request.url, body: JSON.parse(body) });
        if (request.url?.endsWith('/revoked-token')) response.writeHead(403).end('invalid_token');
        else response.end('ok');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `127.0.0.1:${(server.address() as { port: number }).port}`;
    bench.connections.set('slackwebhook_default', `slackwebhook://:T0%2FB0%2Fthe-token@${base}/http`);
    bench.connections.set('whole', `slackwebhook://:${encodeURIComponent(`http://${base}/hook/the-token`)}@`);
    bench.connections.set('revoked', `slackwebhook://:revoked-token@${base}/http`);
    bench.connections.set('empty', 'slackwebhook://hooks.slack.com');
  });
  after(async () => {
    await bench.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const slack = (options: { [name: string]: Json }) => bench.operator('slack', options);

  test('a message goes to the webhook of the connection, and its token is in no log', async () => {
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*done*' } }];
    const work = slack({ message: 'done', blocks, channel: '#ml', username: 'aquilon', iconEmoji: ':bird:' });
    assert.deepEqual(await bench.run(work), { state: 'success' });
    assert.deepEqual(posted.at(-1), {
      url: '/T0/B0/the-token',
      body: { text: 'done', blocks, channel: '#ml', username: 'aquilon', icon_emoji: ':bird:' },
    });
    assert.ok(!JSON.stringify(bench.log(work)).includes('the-token'));
    assert.equal((await bench.run(slack({ message: 'x', slackWebhookConnId: 'whole' }))).state, 'success');
    assert.equal(posted.at(-1)?.url, '/hook/the-token');
    assert.equal((await bench.run(slack({ message: 'x', webhookUrl: `http://${base}/direct` }))).state, 'success');
    assert.equal(posted.at(-1)?.url, '/direct');
  });

  test('what Slack refuses, and what cannot be reached, fails without naming the address', async () => {
    const refused = failureOf(await bench.run(slack({ message: 'x', slackWebhookConnId: 'revoked' })));
    assert.deepEqual([refused.code, /status 403: invalid_token/.test(refused.message)], ['SLACK_FAILED', true]);
    const absent = failureOf(await bench.run(slack({ message: 'x', webhookUrl: 'http://127.0.0.1:1/secret/path' })));
    assert.equal(absent.code, 'SLACK_FAILED');
    assert.ok(!JSON.stringify([refused, absent]).match(/revoked-token|secret\/path/));
  });

  test('a connection without a token and a message that says nothing are told so', async () => {
    assert.match(
      failureOf(await bench.run(slack({ message: 'x', slackWebhookConnId: 'empty' }))).message,
      /its password must be the token/,
    );
    assert.match(failureOf(await bench.run(slack({ channel: '#ml' }))).message, /message, blocks or attachments/);
  });
});
