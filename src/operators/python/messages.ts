/** What run.py says: lines of JSON, of which those that bring a result may be very long. */
import type { Readable } from 'node:stream';

/** As Airflow's task log holds errors. */
export interface PythonErrorDetail {
  exc_type: string;
  exc_value: string;
  frames: { filename: string; lineno: number; name: string }[];
}

export interface Question {
  op: 'get_variable' | 'get_connection' | 'xcom_push';
  key?: string;
  conn_id?: string;
  value?: unknown;
}

/** How the function ended. */
export type Ending =
  | { result: unknown }
  | { skipped: string }
  | { stopped: string }
  | { exit: number }
  | { missing: string; known: string[] }
  | { problem: string; path: string }
  | { error: PythonErrorDetail[]; text: string; retry: boolean };

export type Message =
  | { stdout: string }
  | { stderr: string }
  | { log: string; level: number; logger: string }
  | { ask: Question }
  | Ending;

/** No value of a task may be longer, in bytes. */
const LONGEST = 268_435_456;

/** `onTooLong`: the line is longer than a value may be; nothing more is read. Resolves when the stream has ended. */
export function readMessages(
  stream: Readable,
  onMessage: (message: Message) => void,
  onTooLong: (limit: number) => void,
): Promise<void> {
  let parts: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...parts, chunk.subarray(from, end)]);
      parts = [];
      length = 0;
      from = end + 1;
      onMessage(JSON.parse(line.toString()) as Message);
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > LONGEST) {
      stream.destroy();
      onTooLong(LONGEST);
    }
  });
  stream.on('error', () => undefined);
  return new Promise((resolve) => stream.once('close', resolve));
}
