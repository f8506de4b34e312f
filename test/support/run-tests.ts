/**
 * Runs the test files, each in a process of its own, on one shared database server, and says plainly how it went.
 * Arguments: parts of paths; without any, everything runs. AQUILON_TEST_DATABASE_URL: a server to use instead of an embedded
 * one. AQUILON_TEST_REQUIRE=all: a test that is skipped for want of something fails.
 */
import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startTestServer } from './database.ts';
import { endSurvivors } from './leak-guard.ts';
import { type FileResult, runTestFile } from './run-file.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PATTERNS = [
  'src/**/*.test.ts',
  'sdk/**/*.test.ts',
  'ui/src/**/*.test.ts',
  'examples/**/*.test.ts',
  'test/**/*.test.ts',
  'bench/**/*.test.ts',
  'docs/guides/tests/*.test.ts',
];

const filters = process.argv.slice(2);
const files = globSync(PATTERNS, {
  cwd: ROOT,
  exclude: (path) => ['node_modules', 'bench/peers', 'test/canary'].some((part) => path.includes(part)),
})
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort();

const total: FileResult = { passed: 0, failures: [], skips: [], ms: 0 };
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupted.abort());

const given = process.env.AQUILON_TEST_DATABASE_URL;
const server = given === undefined && files.length > 0 ? await startTestServer() : undefined;
// After the server has started: it is not one of those that a test may leave behind.
const mark = randomUUID();
process.env.AQUILON_TEST_RUN = mark;
if (server) process.env.AQUILON_TEST_DATABASE_URL = server.url;
try {
  /** Whole programs go last; of those with a browser one at a time: two would only slow each other down. */
  const isWhole = (file: string) => file.startsWith('test/e2e/');
  const hasBrowser = (file: string) => /'\.\/(browser|page-session)\.ts'/.test(readFileSync(join(ROOT, file), 'utf8'));
  const [whole, parts] = [files.filter(isWhole), files.filter((file) => !isWhole(file))];
  await Promise.all([runInTurn(parts), runInTurn(parts)]);
  await Promise.all([runInTurn(whole.filter(hasBrowser)), runInTurn(whole.filter((file) => !hasBrowser(file)))]);
  for (const survivor of await endSurvivors(`AQUILON_TEST_RUN=${mark}`))
    total.failures.push({ name: 'a process was left behind', error: survivor });
} finally {
  await server?.stop();
}
report();

/** Takes files off the list until none is left. */
async function runInTurn(list: string[]): Promise<void> {
  for (let file = list.shift(); file !== undefined && !interrupted.signal.aborted; file = list.shift()) {
    const result = await runTestFile(join(ROOT, file), interrupted.signal);
    total.passed += result.passed;
    total.skips.push(...result.skips);
    total.failures.push(
      ...result.failures.map(({ name, error }) => ({ name: `${file}: ${relativeName(name)}`, error })),
    );
    const word = result.failures.length === 0 ? 'ok    ' : 'FAILED';
    process.stdout.write(`${word} ${file} (${result.passed} passed, ${result.ms} ms)\n`);
  }
}

function report(): void {
  if (interrupted.signal.aborted)
    process.stdout.write('\nInterrupted: what had not ended counts as failed or not at all.\n');
  for (const { name, error } of total.failures) process.stdout.write(`\nFAILED ${name}\n${describe(error)}\n`);
  for (const [reason, skips] of Map.groupBy(total.skips, (reason) => reason))
    process.stdout.write(`skipped ${skips.length}: ${reason}
`);
  if (files.length === 0) process.stdout.write(`No test file has ${filters.join(' or ')} in its path.\n`);
  const missing = process.env.AQUILON_TEST_REQUIRE === 'all' ? total.skips.filter(isMissing).length : 0;
  const failed = total.failures.length + missing;
  process.stdout.write(`\n${total.passed} passed, ${failed} failed, ${total.skips.length - missing} skipped\n`);
  process.exitCode = interrupted.signal.aborted ? 130 : failed > 0 || total.passed === 0 ? 1 : 0;
}

/** Recordings of operations that a later stage brings are not there to be passed yet; anything else that is skipped is missing here. */
function isMissing(reason: string): boolean {
  return !/stage \d/i.test(reason);
}

/** A file that fails as a whole has its path for a name. */
function relativeName(name: string): string {
  return name.startsWith(ROOT) ? relative(ROOT, name) : name;
}

function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
