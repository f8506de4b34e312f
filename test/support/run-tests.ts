/** Runs the test files with node's runner on one shared database server, and says plainly how it went. */
import { globSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { startTestServer } from './database.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PATTERNS = [
  'src/**/*.test.ts',
  'sdk/**/*.test.ts',
  'ui/src/**/*.test.ts',
  'examples/**/*.test.ts',
  'test/**/*.test.ts',
  'bench/**/*.test.ts',
];
/** A test that waits for longer waits for ever. */
const TEST_LIMIT_MS = 180_000;

interface Failure {
  file: string;
  name: string;
  error: unknown;
}

const filters = process.argv.slice(2);
const files = globSync(PATTERNS, {
  cwd: ROOT,
  exclude: (path) => ['node_modules', 'bench/peers', 'test/canary'].some((part) => path.includes(part)),
})
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

const given = process.env.AQUILON_TEST_DATABASE_URL;
const server = given === undefined ? await startTestServer() : undefined;
if (server) process.env.AQUILON_TEST_DATABASE_URL = server.url;

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures: Failure[] = [];
const skips = new Map<string, number>();

const stop = async (code: number): Promise<never> => {
  await server?.stop();
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(130));

/** Whole programs and browsers go last and one after the other: two at once would only slow each other down. */
const isWhole = (file: string) => file.startsWith('test/e2e/');
await runFiles(
  files.filter((file) => !isWhole(file)),
  2,
);
await runFiles(files.filter(isWhole), 1);

async function runFiles(chosen: readonly string[], concurrency: number): Promise<void> {
  if (chosen.length === 0) return;
  const paths = chosen.map((file) => join(ROOT, file));
  const stream = run({
    files: paths,
    concurrency,
    timeout: TEST_LIMIT_MS,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  stream.on('test:pass', (event) => {
    if (event.details.type === 'suite') return;
    if (event.skip === undefined) counts.passed += 1;
    else noteSkip(typeof event.skip === 'string' ? event.skip : 'no reason given');
  });
  stream.on('test:fail', (event) => {
    if (event.details.type === 'suite' && hasFailedChild(event.details.error)) return;
    counts.failed += 1;
    failures.push({ file: relative(ROOT, event.file ?? ''), name: event.name, error: event.details.error });
  });
  stream.on('test:stderr', (event) => process.stderr.write(event.message));
  for await (const event of stream) {
    if (event.type !== 'test:complete' || event.data.nesting > 0 || event.data.file !== event.data.name) continue;
    process.stdout.write(`${event.data.details.passed ? 'ok    ' : 'FAILED'} ${relative(ROOT, event.data.name)}\n`);
  }
}

for (const { file, name, error } of failures) {
  process.stdout.write(`\nFAILED ${file}: ${name}\n${describe(error)}\n`);
}
for (const [reason, count] of skips) process.stdout.write(`skipped ${count}: ${reason}\n`);
if (process.env.AQUILON_TEST_REQUIRE === 'all') counts.failed += unexpectedSkips();
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
await stop(counts.failed > 0 || counts.passed === 0 ? 1 : 0);

function noteSkip(reason: string): void {
  counts.skipped += 1;
  skips.set(reason, (skips.get(reason) ?? 0) + 1);
}

/** A suite fails with its tests: they are counted, and it is not. */
function hasFailedChild(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'failureType' in error && error.failureType === 'subtestsFailed'
  );
}

/** Recordings of operations that a later stage brings are not there to be passed yet; anything else that is skipped is missing here. */
function unexpectedSkips(): number {
  return [...skips].filter(([reason]) => !/stage \d/i.test(reason)).reduce((sum, [, count]) => sum + count, 0);
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
