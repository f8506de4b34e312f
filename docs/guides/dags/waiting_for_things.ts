import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dag, dateTimeSensor, fileSensor, getContext, sensor, timeDeltaSensor } from '@aquilon/sdk';

const dag = new Dag('waiting_for_things', { tags: ['guide'] });
const inbox = join(tmpdir(), 'aquilon-guide-inbox');

// Built-in sensors: options of the thing, and options that all sensors have.
const file = dag.task('file', fileSensor({ path: join(inbox, '*.csv'), pokeInterval: '30s', timeout: '1h' }))();
const later = dag.task('later', timeDeltaSensor({ delta: '1s' }))();
const past = dag.task('past', dateTimeSensor({ targetTime: '2026-01-01T00:00:00Z' }))();

// A function of one's own, asked again and again; what it hands on is typed.
const prepare = dag.task('prepare', () => ({ rows: 3 }))();
const enough = dag.task(
  'enough',
  sensor(
    async ({ wanted }: { wanted: { rows: number } }) => {
      const counted = Math.floor((Date.now() - Number(getContext().run.startDate)) / 200);
      return counted >= wanted.rows ? { done: true, value: `${wanted.rows} rows` } : false;
    },
    { pokeInterval: '100ms', exponentialBackoff: true, maxWait: '500ms' },
  ),
)({ wanted: prepare });

// Its time is soon over: with softFail the task is skipped.
dag.task('in_vain', fileSensor({ path: join(inbox, 'never'), timeout: '300ms', softFail: true }))();

const deliver = dag.task('deliver', async () => {
  await mkdir(inbox, { recursive: true });
  await writeFile(join(inbox, 'today.csv'), 'a,b\n');
})();
deliver.after(past);
const report = dag.task('report', async ({ what }: { what: string }) => {
  await rm(inbox, { recursive: true });
  return `the file came, and ${what}`;
});
report({ what: enough }).after(file, later, deliver);

export default dag;
