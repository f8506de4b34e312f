import type { Json } from '@aquilon/sdk/serialized';
import type { XComValue } from '#queue/executor.ts';
import type { FromChild, TaskRequest, ToChild } from './protocol.ts';

type Told = Extract<FromChild, { kind: 'request' | 'log_failed' }>;
type Answer = Json | XComValue | undefined;

/** The server refused what a task asked for; `code` is one of the catalogue. */
class RequestRefused extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RequestRefused';
    this.code = code;
  }
}

/** The channel to the server: messages out, and questions with their answers. */
export class ServerLink {
  readonly #send: (message: Told) => void;
  readonly #waiting = new Map<number, { resolve: (value: Answer) => void; reject: (error: Error) => void }>();
  #lastId = 0;

  constructor(send: (message: Told) => void) {
    this.#send = send;
  }

  tell(message: Told): void {
    this.#send(message);
  }

  ask(attemptId: string, request: TaskRequest): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ kind: 'request', attemptId, id, request });
    });
  }

  answered(reply: Extract<ToChild, { kind: 'reply' }>): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.error === undefined) waiting?.resolve(reply.value);
    else waiting?.reject(new RequestRefused(reply.error.code, reply.error.message));
  }
}
