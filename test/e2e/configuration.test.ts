/** Secrets of the configuration, given in every way there is, are looked for in what a server and the commands beside it show. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ended, makePlace, type Place, serves } from './launched-server.ts';

const [DOT_ENV, FILE, COMMAND, ENVIRONMENT] = [
  'canary-in-dot-env',
  'canary-in-a-file',
  'canary-of-a-command',
  'canary-of-a-variable',
];
const CANARIES = [DOT_ENV, FILE, COMMAND, ENVIRONMENT];

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'aquilon.js');

let place: Place;
before(async () => {
  place = await makePlace();
  await writeFile(
    join(place.folder, '.env'),
    `AIRFLOW__SMTP__SMTP_PASSWORD=${DOT_ENV}\nAIRFLOW__API__MAXIMUM_PAGE_LIMIT=77\nAIRFLOW__API__PORT=1\n`,
  );
  await writeFile(
    join(place.folder, 'aquilon.config.yaml'),
    `api: { expose_config: true, fallback_page_limit: 7 }\napi_auth: { jwt_secret: ${FILE}-of-more-than-thirty-two-characters }\n`,
  );
  await writeFile(join(place.folder, 'password'), `${COMMAND}\n`);
});
after(() => place.clear());

const env = {
  VAULT_TOKEN: ENVIRONMENT,
  _AIRFLOW_WWW_USER_PASSWORD: '',
  _AIRFLOW_WWW_USER_PASSWORD_CMD: 'cat password',
};

async function said(...words: string[]): Promise<string> {
  const { child, output } = place.launch({ command: ['node', BIN, ...words], env, cwd: place.folder });
  await ended(child);
  return output();
}

async function filesOf(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [file, await readFile(file, 'latin1')] as [string, string]));
}

test('a server takes its configuration from everywhere, and shows none of the secrets in it', async () => {
  const server = place.launch({ env, cwd: place.folder });
  await serves(server);
  const { sections } = (await place.ask('GET', '/config')) as {
    sections: { options: { key: string; value: string }[] }[];
  };
  const values = Object.fromEntries(sections.flatMap(({ options }) => options.map(({ key, value }) => [key, value])));
  assert.deepEqual(
    [values.fallback_page_limit, values.maximum_page_limit, values.port, values.smtp_password, values.jwt_secret],
    ['7', '77', '0', '< hidden >', '< hidden >'],
  );
  const shown = new Map([
    ['the answer of the API', JSON.stringify(sections)],
    ['config list', await said('config', 'list', '--include-defaults', '-o', 'json')],
    ['config lint', await said('config', 'lint')],
    ['info', await said('info')],
    ['what is wrong', await said('config', 'get-value', 'smtp', 'smtp_password')],
    ['the arguments of the processes', (await place.processes()).join('\n')],
    ['the output of the server', server.output()],
    ...(await filesOf(place.home)),
  ]);
  assert.match(shown.get('info') ?? '', /config_file +\| aquilon\.config\.yaml/);
  assert.match(shown.get('config list') ?? '', /"smtp_password",\s+"value": "\*\*\*",\s+"origin": "\.env"/);
  for (const [where, text] of shown)
    for (const canary of CANARIES) assert.ok(!text.includes(canary), `${canary} is in ${where}`);
});

test('what is wrong stops the start, all of it at once', async () => {
  await writeFile(
    join(place.folder, 'aquilon.config.yaml'),
    `core: { paralelism: 3 }\nsmtp: { smtp_pasword: ${FILE} }\n`,
  );
  const output = await said('standalone');
  assert.match(output, /has 2 problem\(s\)/);
  assert.match(output, /core\.paralelism is no option of Aquilon\. Did you mean core\.parallelism\?/);
  assert.match(output, /smtp\.smtp_pasword is no option of Aquilon\. Did you mean smtp\.smtp_password\?/);
  assert.ok(!output.includes(FILE));
});

test('commands in a folder below have the configuration, the .env and the home folder of the project', async () => {
  await writeFile(join(place.folder, 'aquilon.config.yaml'), 'api: { fallback_page_limit: 7 }\n');
  const below = async (...words: string[]) => {
    const command = ['node', BIN, ...words] as [string, ...string[]];
    const { child, output } = place.launch({ command, env: { AQUILON_HOME: '' }, cwd: join(place.folder, 'dags') });
    await once(child, 'close');
    return output();
  };
  const rows = JSON.parse(await below('config', 'list', '--section', 'api', '-o', 'json')) as Record<string, string>[];
  const found = rows.map(({ option, value, origin }) => `${option} ${value} ${origin}`);
  assert.ok(found.includes(`fallback_page_limit 7 ${join(place.folder, 'aquilon.config.yaml')}`), `${found}`);
  assert.ok(found.includes('maximum_page_limit 77 .env'), `${found}`);
  assert.ok((await below('info')).includes(join(place.folder, '.aquilon')));
});
