import { Dag, FailTask, getContext } from '@aquilon/sdk';

const dag = new Dag('train_again', {
  schedule: null,
  params: { rows: { default: 10, schema: { type: 'integer', minimum: 1 } } },
});

const load = dag.task('load', () => Number(getContext().params.rows));
const train = dag.task('train', ({ rows }: { rows: number }) => {
  if (rows < 100) throw new FailTask(`${rows} rows are too few to learn from`);
  return { rows, accuracy: 0.9 };
});

train({ rows: load() });

export default dag;
