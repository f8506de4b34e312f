import { storeConformance } from '#test/conformance/store.ts';
import { storeAssetsConformance } from '#test/conformance/store-assets.ts';
import { storeBackfillsConformance } from '#test/conformance/store-backfills.ts';
import { TWO } from '#test/conformance/store-bench.ts';
import { insertDag } from '#test/support/dags.ts';
import { createTestDatabase } from '#test/support/database.ts';
import { createPostgresStore } from './postgres-store.ts';

const open = async () => {
  const { database, drop } = await createTestDatabase();
  const versionId = await insertDag(database, TWO);
  const store = createPostgresStore(database, { isProcessAlive: () => false });
  return {
    store,
    versionId,
    async close() {
      await store.close();
      await drop();
    },
  };
};

storeConformance('postgres', open);
storeAssetsConformance('postgres', open);
storeBackfillsConformance('postgres', open);
