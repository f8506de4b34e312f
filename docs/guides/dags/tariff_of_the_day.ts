import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Dag } from '@aquilon/sdk';

const dag = new Dag('tariff_of_the_day', { tags: ['guide'] });

const tariff = dag.task('tariff', async (): Promise<number> => {
  const text = await readFile(join(import.meta.dirname, 'scripts', 'tariff.txt'), 'utf8');
  return Number(text);
});
tariff();

export default dag;
