/** The command line. */
import { Command } from 'commander';
import { productVersion } from '#composition/product.ts';
import { projectFolder } from '#composition/project-folder.ts';
import { processEnvironment, readDotEnv } from '#config/process-environment.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { addCommands } from './program.ts';

/** Exit codes: 0 done, 1 failed, 2 wrong usage. */
const FAILED = 1;
const USAGE = 2;

const program = new Command('aquilon')
  .description('Runs, watches and repairs DAGs. The words are those of Airflow.')
  .version(productVersion(), '-V, --version', 'show the version')
  .showSuggestionAfterError()
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : USAGE));
await addCommands(program, process.argv.slice(2));

// Who reads the output may leave (`aquilon dags list | head`): what is said then is dropped, and the work goes on to its end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

try {
  readDotEnv(projectFolder(processEnvironment()));
  await program.parseAsync();
} catch (error) {
  tell(error);
  process.exitCode = FAILED;
}

function tell(error: unknown): void {
  if (error instanceof AquilonError) process.stderr.write(`aquilon: ${error.message}\n${error.remedy}\n`);
  else process.stderr.write(`aquilon: ${messageOf(error)}\n`);
}
