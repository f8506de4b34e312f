/** Standard input and output as a channel that answers what it was asked before it goes: an assistant may close the input right after its last question. */
import { isJSONRPCNotification, isJSONRPCRequest, isJSONRPCResponse } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

type Message = Parameters<StdioServerTransport['send']>[0];
type Id = string | number;

/** What is not answered by then is dropped, ms. */
const LIMIT = 60_000;

/** It is answered by the end of the channel itself. */
const NEVER_ANSWERED = 'subscriptions/listen';

export class FinishingTransport extends StdioServerTransport {
  readonly #unanswered = new Set<Id | undefined>();
  #onAnswered = () => {};

  override async start(): Promise<void> {
    const deliver = this.onmessage;
    this.onmessage = (message) => {
      if (isJSONRPCRequest(message) && message.method !== NEVER_ANSWERED) this.#unanswered.add(message.id);
      // A request that is taken back gets no answer.
      if (isJSONRPCNotification(message) && message.method === 'notifications/cancelled')
        this.#settle((message.params as { requestId?: Id } | undefined)?.requestId);
      deliver?.(message);
    };
    await super.start();
  }

  override async send(message: Message): Promise<void> {
    try {
      await super.send(message);
    } finally {
      if (isJSONRPCResponse(message)) this.#settle(message.id);
    }
  }

  /** The end of the input closes it, too. */
  override async close(): Promise<void> {
    if (this.#unanswered.size > 0) await this.#answered();
    await super.close();
  }

  #settle(id: Id | undefined): void {
    this.#unanswered.delete(id);
    if (this.#unanswered.size === 0) this.#onAnswered();
  }

  async #answered(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#onAnswered;
    const timer = setTimeout(resolve, LIMIT);
    this.#onAnswered = () => {
      before();
      resolve();
    };
    await promise;
    clearTimeout(timer);
  }
}
