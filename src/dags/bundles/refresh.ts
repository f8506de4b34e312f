/** Looks after bundles: each at its own interval, and sooner after it could not be had. */
import type { Bundle, FetchResult } from './bundle.ts';

/** Seconds before a bundle that could not be fetched is asked again; twice as many each time. */
const FIRST_RETRY = 5;
/** Most seconds between two attempts, unless its interval is longer. */
const LONGEST_RETRY = 300;

export interface BundleRefresh {
  /** Fetches these now, at the same time; returns whether there is news of one. */
  now(bundles: readonly Bundle[]): Promise<boolean>;
  /** Begins to fetch each at its interval, the first time after one. */
  start(): void;
  stop(): Promise<void>;
}

export function refreshBundles(bundles: readonly Bundle[], onNews: () => void): BundleRefresh {
  const timers = new Map<Bundle, NodeJS.Timeout>();
  const failures = new Map<Bundle, number>();
  let isRunning = false;

  function schedule(bundle: Bundle): void {
    clearTimeout(timers.get(bundle));
    if (!isRunning) return;
    const wait = secondsToNext(bundle.refreshSeconds, failures.get(bundle) ?? 0);
    const timer = setTimeout(() => void fetch(bundle).then(({ isNews }) => isNews && onNews()), wait * 1000);
    timer.unref();
    timers.set(bundle, timer);
  }

  async function fetch(bundle: Bundle): Promise<FetchResult> {
    const result = await bundle.fetch();
    failures.set(bundle, result.ok ? 0 : (failures.get(bundle) ?? 0) + 1);
    schedule(bundle);
    return result;
  }

  return {
    now: async (wanted) => (await Promise.all(wanted.map(fetch))).some(({ isNews }) => isNews),
    start() {
      isRunning = true;
      for (const bundle of bundles) schedule(bundle);
    },
    async stop() {
      isRunning = false;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(bundles.map((bundle) => bundle.stop()));
    },
  };
}

/** `failures`: in a row. */
export function secondsToNext(refreshSeconds: number, failures: number): number {
  if (failures === 0) return refreshSeconds;
  return Math.min(FIRST_RETRY * 2 ** (failures - 1), Math.max(refreshSeconds, LONGEST_RETRY));
}
