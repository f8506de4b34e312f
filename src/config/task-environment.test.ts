import assert from 'node:assert/strict';
import test from 'node:test';
import { taskEnvironment } from './task-environment.ts';

test('tasks see ordinary variables', () => {
  const env = { PATH: '/bin', HOME: '/h', TZ: 'UTC', ACCURACY_THRESHOLD: '0.85', PGDATA: '/d', EMPTY: '' };
  assert.deepEqual(taskEnvironment(env), env);
});

test('tasks see neither the settings of the server nor what looks like a secret', () => {
  const hidden = {
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: 'postgresql://h/d',
    AQUILON__WORKERS__SPARE: '1',
    AQUILON_HOME: '/h',
    _AIRFLOW_WWW_USER_PASSWORD: 'x',
    AIRFLOW_VAR_X: '1',
    AIRFLOW_CONN_DB: 'x://',
    NODE_OPTIONS: '--inspect',
    NODE_CHANNEL_FD: '3',
    MY_SECRET: 'x',
    DB_PASSWORD: 'x',
    GITHUB_TOKEN: 'x',
    DATABASE_URL: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    OPENAI_API_KEY: 'x',
    INNOCENT: 'postgresql://user:canary@host/db',
  };
  assert.deepEqual(taskEnvironment(hidden), {});
});
