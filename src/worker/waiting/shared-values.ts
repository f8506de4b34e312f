/** Values that many share, each kept as long as somebody uses it. */
export class SharedValues<T> {
  readonly #values = new Map<string, { value: T; users: number }>();

  /** The value that is kept under the key already, or this one. */
  take(key: string, value: T): T {
    const known = this.#values.get(key);
    if (!known) this.#values.set(key, { value, users: 1 });
    else known.users += 1;
    return known?.value ?? value;
  }

  release(key: string): void {
    const known = this.#values.get(key);
    if (known && --known.users === 0) this.#values.delete(key);
  }

  get(key: string): T | undefined {
    return this.#values.get(key)?.value;
  }
}
