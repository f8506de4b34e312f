import { Dag, type Input } from '@aquilon/sdk';

const dag = new Dag('one_group_for_each', { params: { broken: 'none' }, tags: ['guide'] });

const listRegions = dag.task('list_regions', () => ['north', 'south', 'west']);

// declared as a function is, and placed once for each element
const perRegion = dag.taskGroup('per_region', ({ region, rate }: { region: Input<string>; rate: Input<number> }) => {
  const download = dag.task('download', ({ name }: { name: string }) => ({ name, rows: name.length * 100 }));
  const learn = dag.task('learn', ({ data, rate }: { data: { rows: number }; rate: number }) => data.rows * rate);
  const data = download({ name: region });
  const model = learn({ data, rate });
  dag
    .task('clean_up', () => 'clean', { triggerRule: 'all_done' })()
    .after(model);
  return { data, model };
});
const all = perRegion.partial({ rate: 0.5 }).expand({ region: listRegions() });

// outside of the group its results are lists
const choose = dag.task('choose', ({ models }: { models: number[] }) => Math.max(...models));
choose({ models: all.model });

export default dag;
