/** Calls a Python function: a process of the interpreter, with run.py in it, at the other end of two pipes. */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Connection } from '@aquilon/sdk';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { type Ended, endWith, exitOf } from '#operators/child-group.ts';
import { LineSplitter, readLines } from '#operators/output-lines.ts';
import { signalProcess } from '#support/processes.ts';
import type { BodyContext } from '#worker/operator-body.ts';
import { type Ending, type Message, type Question, readMessages } from './messages.ts';

const RUNNER = fileURLToPath(new URL('./run.py', import.meta.url));
const LOGGER = 'airflow.task.operators.python';
/** What Python left running may hold its output open so long, ms. */
const OUTPUT_GRACE = 500;

export interface Program {
  python: string;
  env: Record<string, string | undefined>;
  cwd: string | undefined;
}

/** What run.py is told: JSON. */
export interface Order {
  file: string;
  function: string;
  sources: { [path: string]: string };
  arguments: object;
  context: object;
}

/** Resolves with how the function ended; undefined: its process ended before it said so. */
export async function callFunction(
  context: BodyContext,
  { python, env, cwd }: Program,
  order: Order,
): Promise<{ ending: Ending | undefined; ended: Ended }> {
  const child = spawn(python, [RUNNER], {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const stopListening = endWith(context, child, LOGGER);
  try {
    const exit = exitOf(child, python);
    const heard = listen(context, child);
    // It may end before it has read all of it: that is told by its end.
    const orders = child.stdio[4] as Writable;
    orders.on('error', () => undefined);
    orders.write(`${JSON.stringify(order)}\n`);
    const ended = await exit;
    const cut = setTimeout(heard.cut, OUTPUT_GRACE);
    const ending = await heard.ending;
    clearTimeout(cut);
    return { ending, ended };
  } finally {
    stopListening();
    for (const stream of child.stdio) stream?.destroy();
  }
}

interface Heard {
  ending: Promise<Ending | undefined>;
  cut: () => void;
}

function listen(context: BodyContext, child: ChildProcess): Heard {
  const { log } = context;
  let ending: Ending | undefined;
  let problem: unknown;
  const stdout = new LineSplitter((line) => log('info', line, 'task.stdout'));
  const stderr = new LineSplitter((line) => log('error', line, 'task.stderr'));
  const take = (message: Message): void => {
    if ('stdout' in message) stdout.take(message.stdout);
    else if ('stderr' in message) stderr.take(message.stderr);
    else if ('log' in message) log(levelOf(message.level), message.log, message.logger);
    else if ('ask' in message) void reply(context, message.ask, child.stdio[4] as Writable);
    else ending = message;
  };
  const giveUp = (error: unknown) => {
    problem = error;
    if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
  };
  const outputs = [
    readLines(child.stdout as Readable, (line) => log('info', line, 'task.stdout')),
    readLines(child.stderr as Readable, (line) => log('error', line, 'task.stderr')),
  ];
  const messages = child.stdio[3] as Readable;
  const tooLong = (limit: number) =>
    giveUp(new AquilonError('XCOM_TOO_LARGE', { key: 'return_value', bytes: `more than ${limit}`, limit }));
  const read = readMessages(messages, take, tooLong);
  const all = Promise.all([read, ...outputs.map(({ ended }) => ended)]).then(() => {
    stdout.end();
    stderr.end();
    if (problem !== undefined) throw problem;
    return ending;
  });
  // A process that could not be started is told first.
  all.catch(() => undefined);
  return {
    ending: all,
    cut: () => [messages, ...outputs.map(({ cut }) => ({ destroy: cut }))].forEach((one) => void one.destroy()),
  };
}

/** Of Python's logging module. */
function levelOf(number: number): 'debug' | 'info' | 'warning' | 'error' | 'critical' {
  if (number >= 50) return 'critical';
  if (number >= 40) return 'error';
  if (number >= 30) return 'warning';
  return number >= 20 ? 'info' : 'debug';
}

async function reply(context: BodyContext, question: Question, to: Writable): Promise<void> {
  const answer = await answerTo(context, question).then(
    (value) => ({ value: value ?? null }),
    (error) => ({ error: messageOf(error) }),
  );
  to.write(`${JSON.stringify(answer)}\n`);
}

async function answerTo(
  { request, push }: BodyContext,
  { op, key = '', conn_id: connId = '', value }: Question,
): Promise<unknown> {
  switch (op) {
    case 'get_variable':
      return request({ op: 'get_variable', key });
    case 'get_connection': {
      const found = (await request({ op: 'get_connection', connId })) as Connection | null;
      if (found === null) return null;
      const { connType, connId: id, ...rest } = found;
      return { conn_id: id, conn_type: connType, ...rest };
    }
    case 'xcom_push':
      return push(key, value);
  }
}
