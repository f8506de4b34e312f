import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '#config/config.ts';
import { parseConnection } from '#config/connection.ts';
import { mailSettings } from '#config/mail-settings.ts';
import { silentLogger } from '#support/logger.ts';
import { withMailConnection } from './mail-connection.ts';

const env = {
  AIRFLOW__SMTP__SMTP_HOST: 'mail.example.com',
  AIRFLOW__SMTP__SMTP_STARTTLS: 'false',
  AIRFLOW__SMTP__SMTP_USER: 'robot',
  AIRFLOW__EMAIL__FROM_EMAIL: 'airflow@example.com',
};

async function settingsWith(connection: object | null, more: Record<string, string> = {}) {
  const find = async (connId: string) =>
    connection && parseConnection(connId, JSON.stringify({ conn_type: 'smtp', ...connection }));
  return mailSettings(await withMailConnection(loadConfig({ ...env, ...more }), find, silentLogger));
}

test('the mail server of the connection stands before that of the options, with TLS unless its extra takes it off', async () => {
  const whole = await settingsWith({
    host: 'smtp.example.com',
    login: 'ada',
    password: 'p',
    extra: { from_email: 'ada@example.com' },
  });
  assert.deepEqual(
    [whole?.host, whole?.port, whole?.ssl, whole?.user, whole?.password, whole?.mailFrom],
    ['smtp.example.com', 465, true, 'ada', 'p', 'ada@example.com'],
  );
  const plain = await settingsWith({
    host: 'smtp.example.com',
    extra: { disable_ssl: true, disable_tls: 'true', timeout: 5 },
  });
  assert.deepEqual(
    [plain?.port, plain?.ssl, plain?.starttls, plain?.timeoutSeconds, plain?.mailFrom],
    [25, false, false, 5, 'airflow@example.com'],
  );
});

test('a connection without a host gives the sign-in only; without one, or where it cannot be read, the options hold', async () => {
  const signIn = await settingsWith({ login: 'ada', password: 'p' });
  assert.deepEqual([signIn?.host, signIn?.user, signIn?.starttls], ['mail.example.com', 'ada', false]);
  assert.equal((await settingsWith(null))?.user, 'robot');
  assert.equal((await settingsWith({ login: 'ada' }, { AIRFLOW__EMAIL__EMAIL_CONN_ID: 'none' }))?.user, 'ada');
  const broken = () => Promise.reject(new Error('sealed'));
  const kept = await withMailConnection(loadConfig(env), broken, silentLogger);
  assert.equal(mailSettings(kept)?.user, 'robot');
});
