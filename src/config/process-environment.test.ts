import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { environmentForAnother, processEnvironment, readDotEnv } from './process-environment.ts';
import { settle } from './settle.ts';

const NAMES = ['DOT_ENV_NEW', 'DOT_ENV_OLD', 'AIRFLOW__API__PORT', 'AIRFLOW__API__HOST'];
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aquilon env '));
});
after(async () => {
  for (const name of NAMES) delete process.env[name];
  await rm(folder, { recursive: true });
});

test('.env adds to the environment, which keeps what it has', async () => {
  process.env.DOT_ENV_OLD = 'of the environment';
  await writeFile(
    join(folder, '.env'),
    '# a comment\nexport AIRFLOW__API__PORT=1\nDOT_ENV_NEW="two words"\nDOT_ENV_OLD=of the file\nAIRFLOW__API__HOST=a\n',
  );
  readDotEnv(folder);
  assert.equal(process.env.DOT_ENV_NEW, 'two words');
  assert.equal(process.env.DOT_ENV_OLD, 'of the environment');
  const forAnother = environmentForAnother();
  assert.deepEqual([forAnother.DOT_ENV_NEW, forAnother.DOT_ENV_OLD], [undefined, 'of the environment']);
  const { settled } = settle({ ...processEnvironment({ AIRFLOW__API__HOST: 'b' }), file: null });
  const origins = settled
    .filter(({ origin }) => origin !== 'default')
    .map(({ setting, value, origin }) => [setting.key, value, origin]);
  assert.deepEqual(origins, [
    ['host', 'b', 'environment'],
    ['port', 1, '.env'],
  ]);
});

test('a folder that has no .env, or a folder of this name, adds nothing', async () => {
  readDotEnv(join(folder, 'nowhere'));
  await mkdir(join(folder, 'python', '.env'), { recursive: true });
  readDotEnv(join(folder, 'python'));
});
