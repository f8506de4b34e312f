import type { DagSnapshot, TaskServices } from '#worker/services.ts';

/** A new snapshot is asked for by several processes within a moment; after that hardly ever. */
const KEPT = 8;

/** The snapshots used last, so that each is read from the database once and not once per process. */
export class SnapshotCache {
  readonly #services: TaskServices;
  readonly #kept = new Map<string, Promise<DagSnapshot>>();

  constructor(services: TaskServices) {
    this.#services = services;
  }

  get(hash: string): Promise<DagSnapshot> {
    const known = this.#kept.get(hash);
    if (known !== undefined) return known;
    const snapshot = this.#services.getSnapshot(hash);
    this.#kept.set(hash, snapshot);
    // One that could not be read is asked for again the next time.
    snapshot.catch(() => this.#kept.delete(hash));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return snapshot;
  }
}
