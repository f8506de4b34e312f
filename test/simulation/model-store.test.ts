import { storeConformance } from '#test/conformance/store.ts';
import { storeAssetsConformance } from '#test/conformance/store-assets.ts';
import { storeBackfillsConformance } from '#test/conformance/store-backfills.ts';
import { TWO } from '#test/conformance/store-bench.ts';
import { createModelDatabase, createModelStore } from './model-store.ts';

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
    recentRuns: [],
  };
  const store = createModelStore(
    createModelDatabase([two], [{ name: 'default_pool', slots: 128, includeDeferred: false }], 32),
    {
      pulse: async () => undefined,
      fault: () => 'none',
      now: Date.now,
      isProcessAlive: () => false,
      committing: () => undefined,
    },
  );
  return { store, versionId: 'v1', close: () => store.close() };
};

storeConformance('model', open);
storeAssetsConformance('model', open);
storeBackfillsConformance('model', open);
