import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asset, Dag, fileWatcher, getContext } from '@aquilon/sdk';

const path = join(tmpdir(), 'aquilon-orders.csv');
const orders = asset(`file://${path}`, { name: 'orders', watchers: [fileWatcher({ path, pollInterval: '1s' })] });

// Runs when the file has changed, whoever wrote it
const dag = new Dag('import_orders', { schedule: orders, tags: ['guide'] });
dag.task('import', async () => {
  const [event] = await getContext().triggeringAssetEvents();
  return `${event?.asset.name} have changed`;
})();

export default dag;
