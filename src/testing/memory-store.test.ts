import { storeConformance } from '#test/conformance/store.ts';
import { storeAssetsConformance } from '#test/conformance/store-assets.ts';
import { storeBackfillsConformance } from '#test/conformance/store-backfills.ts';
import { TWO } from '#test/conformance/store-bench.ts';
import { createMemoryDatabase, createMemoryStore } from './memory-store.ts';

const open = async () => {
  const two = {
    dagId: 'two',
    paused: false,
    stale: false,
    maxActiveRuns: 16,
    maxActiveTasks: 16,
    versionId: 'v1',
    snapshotHash: 'test-two',
    serialized: TWO,
    lastInterval: null,
    maxConsecutiveFailedRuns: 0,
    quarantine: null,
    recentRuns: [],
    runtimes: [],
  };
  const store = createMemoryStore(
    createMemoryDatabase([two], [{ name: 'default_pool', slots: 128, includeDeferred: false }], 32),
    { now: Date.now, isProcessAlive: () => false },
  );
  return { store, versionId: 'v1', close: () => store.close() };
};

storeConformance('memory', open);
storeAssetsConformance('memory', open);
storeBackfillsConformance('memory', open);
