/**
 * Values that a template asks of the server. Templates are rendered in one go, and questions take time; so the first question that has no answer yet
 * breaks the rendering off, and it begins anew when the answer is there. Nothing is asked for that the template does not come to.
 */
class Pending extends Error {
  readonly pending = true;
  readonly key: string;
  readonly ask: () => Promise<unknown>;

  constructor(key: string, ask: () => Promise<unknown>) {
    super(`The template asks for ${key}.`);
    this.key = key;
    this.ask = ask;
  }
}

/** A template that asks for more in a loop is one that does not end. */
const MOST_QUESTIONS = 1000;

export class AskedValues {
  readonly #known = new Map<string, unknown>();

  /** The answer of `ask`, where it is known; `key` tells questions apart. */
  get(key: string, ask: () => Promise<unknown>): unknown {
    if (!this.#known.has(key)) throw new Pending(key, ask);
    return this.#known.get(key);
  }

  async resolve<T>(render: () => T): Promise<T> {
    for (;;) {
      try {
        return render();
      } catch (error) {
        if (!(error instanceof Pending) || this.#known.size >= MOST_QUESTIONS) throw error;
        this.#known.set(error.key, await error.ask());
      }
    }
  }
}
