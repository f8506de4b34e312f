/** A plain prompt for SQL: a statement ends with a semicolon at the end of a line. */
import { createInterface } from 'node:readline';
import type { Database } from '#db/database.ts';
import { messageOf } from '#errors/aquilon-error.ts';
import { counted } from './counted.ts';
import { type Output, print, type Row } from './output.ts';

/** Prints the rows of the answer, or how many it changed. Rejects with what the database says. */
export async function runStatement(database: Database, sql: string, output: Output): Promise<void> {
  const answers = [await database.pool.query(sql)].flat();
  for (const { command, fields, rows, rowCount } of answers) {
    if (fields.length > 0) print(rows as Row[], output);
    else process.stderr.write(rowCount === null ? `${command}\n` : `${command}: ${counted(rowCount, 'row')}\n`);
  }
}

/** From stdin to its end, or to `\q`. A statement that fails ends it where nobody sits at a terminal. */
export async function readStatements(database: Database, output: Output): Promise<void> {
  const isAsked = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const lines = createInterface({ input: process.stdin, ...(isAsked ? { output: process.stdout } : {}) });
  let statement = '';
  const ask = () => {
    lines.setPrompt(statement === '' ? 'aquilon=> ' : 'aquilon-> ');
    if (isAsked) lines.prompt();
  };
  const run = async () => {
    const sql = statement;
    statement = '';
    try {
      await runStatement(database, sql, output);
    } catch (error) {
      if (!isAsked) throw error;
      process.stderr.write(`${messageOf(error)}\n`);
    }
  };
  ask();
  for await (const line of lines) {
    if (line.trim() === '\\q') return lines.close();
    statement += `${line}\n`;
    if (/;\s*$/.test(line)) await run();
    ask();
  }
  if (statement.trim() !== '') await run();
}
