/** `aquilon db shell`: psql where it is installed, else a plain prompt of our own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { withDatabase } from '#cli/database.ts';
import { command, outputOption } from '#cli/options.ts';
import type { Output } from '#cli/output.ts';
import { readStatements, runStatement } from '#cli/sql-prompt.ts';
import type { Database } from '#db/database.ts';

interface Options {
  command?: string;
  output?: Output;
}

export const shell = () =>
  command(
    'shell',
    'Ask the database in SQL: with psql where it is installed',
    "db shell -c 'select count(*) from dag_run'",
  )
    .option('-c, --command <sql>', 'carry this out, and end')
    .addOption(outputOption())
    .action(({ command: sql, output = 'table' }: Options) =>
      withDatabase(
        async (database) => {
          if (sql !== undefined) await runStatement(database, sql, output);
          else if (!(await runPsql(database))) await readStatements(database, output);
        },
        { migrate: false },
      ),
    );

/** False where there is no psql. The password goes by the environment: everybody may read the arguments of a process. */
async function runPsql({ url }: Database): Promise<boolean> {
  const [, before = '', password = '', after = ''] = /^([^/]*\/\/[^:@/?]*):([^@/]*)(@.*)$/.exec(url) ?? [];
  const place = after === '' ? url : `${before}${after}`;
  const env = password === '' ? process.env : { ...process.env, PGPASSWORD: decodeURIComponent(password) };
  const child = spawn('psql', [place], { stdio: 'inherit', env });
  // Ctrl-C is for psql, which takes back what is being written.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    const [code] = await once(child, 'close');
    process.exitCode = Number(code ?? 1);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  } finally {
    process.off('SIGINT', ignore);
  }
}
