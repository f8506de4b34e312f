import type { Json } from '@aquilon/sdk/serialized';
import type { OperatorBody } from '#worker/operator-body.ts';
import { connectionOf } from './connections.ts';
import { OptionReader } from './options.ts';
import { openSql } from './sql/database.ts';
import type { Answer, SqlDatabase } from './sql/port.ts';
import { splitStatements } from './sql/split-statements.ts';

const LOGGER = 'airflow.task.operators.SQLExecuteQueryOperator';
const MAX_ROWS = 100_000;
const CONNECT_WITHIN = 30_000;

/**
 * Airflow's SQLExecuteQueryOperator, with rows as objects. Options: connId, sql, parameters, autocommit, splitStatements, returnLast,
 * showReturnValueInLogs, maxRows, handler.
 */
export const sql: OperatorBody = async (context) => {
  const options = new OptionReader('sql', context.options);
  const texts = options.texts('sql');
  const statements = options.flag('splitStatements', false) ? texts.flatMap(splitStatements) : texts;
  const { parameters } = context.options;
  const database = await openSql(await connectionOf(context.request, options.text('connId')), {
    signal: context.signal,
    readOnly: false,
    maxRows: options.number('maxRows', MAX_ROWS),
    connectMs: CONNECT_WITHIN,
    name: 'sql',
  });
  const answers: Answer[] = [];
  try {
    const run = async () => {
      for (const statement of statements) {
        context.log(
          'info',
          `Running statement: ${statement}, parameters: ${JSON.stringify(parameters ?? null)}`,
          LOGGER,
        );
        answers.push(...(await database.run(statement, Array.isArray(parameters) ? parameters : [])));
      }
    };
    await (options.flag('autocommit', false) ? run() : inTransaction(database, run));
  } finally {
    await database.close();
  }
  const values = answers.map(rowsOf);
  const last = options.flag('returnLast', true);
  const found = last ? values.at(-1) : values.map((rows) => rows ?? null);
  const value = options.flag('handler', false) ? await context.call('handler', found ?? []) : found;
  if (options.flag('showReturnValueInLogs', false)) context.log('info', `Returned: ${JSON.stringify(value)}`, LOGGER);
  else context.log('info', `Rows: ${answers.map(({ rows }) => rows.length).join(', ')}`, LOGGER);
  return value === undefined ? {} : { value };
};

async function inTransaction(database: SqlDatabase, run: () => Promise<void>): Promise<void> {
  await database.run('begin', []);
  try {
    await run();
    await database.run('commit', []);
  } catch (error) {
    // What failed says why, also where the connection is gone.
    await database.run('rollback', []).catch(() => undefined);
    throw error;
  }
}

/** Undefined: the statement has no rows to give. */
function rowsOf({ columns, rows }: Answer): { [column: string]: Json }[] | undefined {
  if (columns.length === 0) return undefined;
  return rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at] as Json])));
}
