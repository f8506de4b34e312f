/** The command line. Each command's module is loaded only when it is used. */
import { Command } from 'commander';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { addCommands } from './program.ts';

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const FAILED = 1;
const USAGE = 2;

const program = new Command('aquilon')
  .description('Runs, watches and repairs DAGs. The words are those of Airflow.')
  .showSuggestionAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
addCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  tell(error);
  process.exitCode = FAILED;
}

function tell(error: unknown): void {
  if (error instanceof AquilonError) process.stderr.write(`aquilon: ${error.message}\n${error.remedy}\n`);
  else process.stderr.write(`aquilon: ${messageOf(error)}\n`);
}
