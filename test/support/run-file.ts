/** One test file in a process of its own, and what came of it. */
import { run } from 'node:test';

/** A test that waits for longer waits for ever. */
const TEST_LIMIT_MS = 120_000;
/** A file in which nothing begins or ends for so long holds something open after its last test. */
const QUIET_LIMIT_MS = TEST_LIMIT_MS + 30_000;

export interface Failure {
  name: string;
  error: unknown;
}

export interface FileResult {
  passed: number;
  failures: Failure[];
  /** Reasons, one for each test, and each suite, that was skipped. */
  skips: string[];
  ms: number;
}

/** `path` is absolute. An abort of `interrupt` ends the process of the file; its tests fail then. */
export async function runTestFile(
  path: string,
  interrupt: AbortSignal,
  quietLimitMs = QUIET_LIMIT_MS,
): Promise<FileResult> {
  const began = performance.now();
  const result: FileResult = { passed: 0, failures: [], skips: [], ms: 0 };
  const quiet = new AbortController();
  const watchdog = setTimeout(() => quiet.abort(), quietLimitMs);
  const stream = run({
    files: [path],
    timeout: TEST_LIMIT_MS,
    signal: AbortSignal.any([interrupt, quiet.signal]),
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  for await (const event of stream) {
    watchdog.refresh();
    if (event.type === 'test:stderr') process.stderr.write(event.data.message);
    if (event.type === 'test:pass') notePass(result, path, event.data);
    if (event.type === 'test:fail' && !isOfItsTests(event.data.details.error)) {
      const error = quiet.signal.aborted
        ? `Nothing happened for ${quietLimitMs} ms: it left something open.`
        : undefined;
      result.failures.push({ name: event.data.name, error: error ?? event.data.details.error });
    }
  }
  clearTimeout(watchdog);
  result.ms = Math.round(performance.now() - began);
  return result;
}

interface Pass {
  name: string;
  skip?: string | boolean | undefined;
  details: { type?: string | undefined };
}

function notePass(result: FileResult, path: string, { name, skip, details }: Pass): void {
  const isSkipped = skip !== undefined && skip !== false;
  // A suite counts by its tests; of one that is skipped nothing else is told.
  if (details.type === 'suite' && !isSkipped) return;
  // Node counts a file without tests as a test that passed.
  if (name === path) result.failures.push({ name, error: 'The file holds no test.' });
  else if (!isSkipped) result.passed += 1;
  else result.skips.push(typeof skip === 'string' ? skip : 'no reason given');
}

/** A suite, a file or a test fails with the tests in it: they are counted, and it is not. */
function isOfItsTests(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'failureType' in error && error.failureType === 'subtestsFailed'
  );
}
