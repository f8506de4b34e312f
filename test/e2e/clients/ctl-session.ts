/** `airflowctl`, command after command. */
import assert from 'node:assert/strict';
import { createInterface } from 'node:readline/promises';
import { startProgram } from './clients.ts';

interface Answer {
  code: number;
  out: string;
  err: string;
}

export interface CtlSession {
  /** Words of every command that there is: `dags list`. */
  commands: readonly string[];
  /** Those that were called. */
  called: Set<string>;
  /** A command that succeeds; what it says. */
  say(command: string, ...more: string[]): Promise<string>;
  /** A command that succeeds; the entries that it shows. All values of them are texts. */
  show(command: string, ...more: string[]): Promise<Entry[]>;
  /** A command that fails; what it says. */
  fail(command: string, ...more: string[]): Promise<string>;
  end(): Promise<void>;
}

/** Its tables and sentences are not cut to the width of a terminal. */
export const WIDE = { COLUMNS: '1000', NO_COLOR: '1' };

export type Entry = Record<string, unknown>;

/** `home`: where it keeps the address and, as there is no keyring, the token. */
export async function openCtlSession(programs: string, home: string): Promise<CtlSession> {
  const env = { AIRFLOW_HOME: home, AIRFLOW_CLI_DEBUG_MODE: 'true', ...WIDE };
  const child = startProgram(`${programs}/python`, ['ctl_session.py'], env, import.meta.dirname);
  const { stdin, stdout, stderr } = child;
  assert.ok(stdin && stdout && stderr);
  let complaints = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<unknown> => {
    const { value, done } = await lines.next();
    assert.ok(!done, `The session has ended: ${complaints}`);
    return JSON.parse(value);
  };
  const commands = (await answer()) as string[];
  const called = new Set<string>();

  /** `command` is cut at blanks, `more` is not. */
  const run = async (command: string, more: string[]): Promise<Answer> => {
    const name = commands.find((one) => command === one || command.startsWith(`${one} `));
    assert.ok(name, `airflowctl has no command ${command}`);
    called.add(name);
    stdin.write(`${JSON.stringify([...command.split(' '), ...more])}\n`);
    return (await answer()) as Answer;
  };
  const say = async (command: string, ...more: string[]): Promise<string> => {
    const { code, out, err } = await run(command, more);
    assert.equal(code, 0, `airflowctl ${command}: ${out}\n${err}`);
    return out;
  };
  return {
    commands,
    called,
    say,
    async show(command, ...more) {
      const out = await say(command, ...more);
      // Some say a sentence before.
      const json = out.trimEnd().split('\n').at(-1) ?? '';
      const shown: unknown = JSON.parse(json);
      assert.ok(Array.isArray(shown), out);
      return shown;
    },
    async fail(command, ...more) {
      const { code, out, err } = await run(command, more);
      assert.notEqual(code, 0, `airflowctl ${command} succeeds: ${out}`);
      return `${out}${err}`;
    },
    async end() {
      const gone = new Promise((resolve) => child.once('close', resolve));
      stdin.end();
      await gone;
    },
  };
}
