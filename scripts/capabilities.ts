/**
 * docs/CAPABILITIES.md: every operation of the REST API and every command, since when it is there, and a test that shows it.
 * `node scripts/run.js scripts/capabilities.ts --write`; a test holds the two together.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { NOT_OFFERED, OPTIONS_NOT_OFFERED } from '#cli/airflow-differences.ts';
import { addCommands } from '#cli/program.ts';
import { productVersion } from '#composition/product.ts';
import { createTestServer } from '#test/support/http.ts';

const ROOT = join(import.meta.dirname, '..');
export const CAPABILITIES_DOCUMENT = join(ROOT, 'docs/CAPABILITIES.md');
/** Calls every operation that Airflow has, through Airflow's own client. */
const CLIENT_TEST = 'test/e2e/clients/python-client.test.ts';
const MOST_TESTS = 2;
/** Tests that say the address in parts, or reach it through a command. */
const SHOWN_BY: readonly [RegExp, string][] = [
  [/^\/aquilon\/plans\//, 'src/api/plans/plans.test.ts'],
  [/^\/aquilon\/assistant\//, 'test/e2e/assistant.test.ts'],
  [/^\/aquilon\/dags\/reserialize$/, 'test/e2e/bundle-commands.test.ts'],
  [/^\/aquilon\/notices\/.+\/retry$/, 'test/e2e/command-answers.test.ts'],
  [/^\/auth\//, 'src/http/auth/auth.test.ts'],
];

export interface Capability {
  /** `GET /api/v2/dags`, `aquilon dags list` */
  name: string;
  what: string;
  tests: string[];
}

interface Operation {
  operationId?: string;
  summary?: string;
}

const texts = (pattern: string): Map<string, string> =>
  new Map(
    globSync(pattern, { cwd: ROOT })
      .toSorted()
      .map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]),
  );

/** Of the running product: what its OpenAPI document has. */
export async function operations(): Promise<Capability[]> {
  const server = await createTestServer();
  try {
    const { paths } = (await server.ask('GET', '/openapi.json')).body as {
      paths: Record<string, Record<string, Operation>>;
    };
    const tests = texts('{src,test}/**/*.test.ts');
    const routes = texts('src/**/*.ts');
    return Object.entries(paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${path}`,
          what: operation.summary ?? wordsOf(operation.operationId ?? ''),
          tests: testsOfOperation(path, method.toUpperCase(), operation.operationId ?? '', tests, routes),
        })),
      )
      .toSorted((one, other) => (one.name.split(' ')[1] ?? '').localeCompare(other.name.split(' ')[1] ?? ''));
  } finally {
    await server.close();
  }
}

/** Those that ask for the address; else those beside the route; and the one that drives Airflow's client. */
function testsOfOperation(
  path: string,
  method: string,
  operationId: string,
  tests: ReadonlyMap<string, string>,
  routes: ReadonlyMap<string, string>,
): string[] {
  const address = path
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{\w+\}/g, String.raw`[^/'"\x60?]+`);
  const asks = new RegExp(String.raw`'${method}',\s*[\x60'"]${address}[\x60'"?]`);
  const asking = [...tests].filter(([, text]) => asks.test(text)).map(([file]) => file);
  const route = [...routes].find(([, text]) => text.includes(`operationId: '${operationId}'`))?.[0];
  const beside = [...tests.keys()].filter((file) => route && dirname(file) === dirname(route));
  const named = SHOWN_BY.filter(([pattern, file]) => pattern.test(path) && tests.has(file)).map(([, file]) => file);
  const found = [asking, named, beside].find((files) => files.length > 0) ?? [];
  return [
    ...found.slice(0, MOST_TESTS),
    ...(path.startsWith('/api/v2') && tests.has(CLIENT_TEST) ? [CLIENT_TEST] : []),
  ];
}

/** Of those that say nothing of themselves. */
const wordsOf = (operationId: string): string => operationId.replaceAll('_', ' ');

/** Of the command tree. */
export async function commands(): Promise<Capability[]> {
  const program = new Command('aquilon');
  await addCommands(program, 'all');
  const tests = new Map([...texts('{src,test}/**/*.test.ts'), ...texts('docs/guides/*.md')]);
  return leavesOf(program, []).map(({ words, what }) => {
    const inCode = new RegExp(words.map((word) => `['"\`]${word}['"\`]`).join(String.raw`,\s*`));
    const inText = new RegExp(String.raw`\b${words.join(' ')}\b`);
    const found = [...tests].filter(
      ([file, text]) => inCode.test(text) || ((file.endsWith('.md') || words.length > 1) && inText.test(text)),
    );
    // A guide is run by the tests: it counts where no test names the command.
    const files = found
      .map(([file]) => file)
      .toSorted((one, other) => Number(one.endsWith('.md')) - Number(other.endsWith('.md')));
    return { name: `aquilon ${words.join(' ')}`, what, tests: files.slice(0, MOST_TESTS) };
  });
}

function leavesOf(parent: Command, words: readonly string[]): { words: string[]; what: string }[] {
  const shown = parent
    .createHelp()
    .visibleCommands(parent)
    .filter((one) => one.name() !== 'help');
  return shown.flatMap((one) => {
    const own = [...words, one.name()];
    return one.commands.length > 0 ? leavesOf(one, own) : [{ words: own, what: one.description() }];
  });
}

/** `before`: the document as it is: what stands in it keeps its version. */
export function renderCapabilities(
  parts: { operations: Capability[]; commands: Capability[] },
  before: string,
): string {
  const since = new Map(
    [...before.matchAll(/^\| `(.+?)` \| .* \| (\S+) \| [^|]*\|$/gm)].map(([, name, version]) => [name, version]),
  );
  const row = ({ name, what, tests }: Capability) =>
    `| \`${name}\` | ${what.replaceAll('|', String.raw`\|`)} | ${since.get(name) ?? productVersion()} | ${tests.map(link).join(', ')} |`;
  const table = (rows: Capability[]) =>
    ['| | | since | shown by |', '| --- | --- | --- | --- |', ...rows.map(row)].join('\n');
  return `# What Aquilon can do

Every operation of the REST API and every command, since which version, and a test that shows it. Operations under \`/api/v2\` are Airflow's, with its paths,
parameters and answers, except where a list in \`test/conformance/\` gives a reason; [\`${basename(CLIENT_TEST)}\`](../${CLIENT_TEST}) calls each of them through Airflow's own Python client.

Made by \`node scripts/run.js scripts/capabilities.ts --write\`; a test compares it with the product.

## REST API: ${parts.operations.length} operations

${table(parts.operations)}

## Command line: ${parts.commands.length} commands

${table(parts.commands)}

### Commands and options of Airflow that are not there

${notOffered()}
`;
}

const link = (file: string): string => `[${basename(file)}](../${file})`;

/** The document as it has to be now. */
const notOffered = (): string =>
  [
    ...Object.entries(NOT_OFFERED).map(([name, { reason, instead }]) => `- \`${name}\`: ${reason}. ${instead}`),
    ...Object.entries(OPTIONS_NOT_OFFERED).flatMap(([name, options]) =>
      Object.entries(options).map(([option, reason]) => `- \`${name} ${option}\`: ${reason}.`),
    ),
  ].join('\n');

export const capabilitiesNow = async (): Promise<string> => {
  const parts = { operations: await operations(), commands: await commands() };
  const unproved = [...parts.operations, ...parts.commands].filter(({ tests }) => tests.length === 0);
  if (unproved.length > 0) throw new Error(`no test shows: ${unproved.map(({ name }) => name).join(', ')}`);
  return renderCapabilities(parts, existing());
};

function existing(): string {
  try {
    return readFileSync(CAPABILITIES_DOCUMENT, 'utf8');
  } catch {
    return '';
  }
}

if (import.meta.main) {
  const text = await capabilitiesNow();
  if (process.argv.includes('--write')) writeFileSync(CAPABILITIES_DOCUMENT, text);
  else process.stdout.write(text);
  process.exit();
}
