import { Dag } from '@aquilon/sdk';

const dag = new Dag('offers_of_the_day', { schedule: '0 6 * * *', startDate: '2026-01-01', tags: ['guide'] });

const countOffers = dag.task('count_offers', (): number => 3);
const areMany = dag.task('are_many', ({ count }: { count: number }) => count > 10);
const pickBest = dag.task('pick_best', () => 'the best ten');
const takeAll = dag.task('take_all', () => 'all of them');
const publish = dag.task('publish', () => 'published', { triggerRule: 'none_failed_min_one_success' });

const best = pickBest();
const all = takeAll();
dag
  .if(areMany({ count: countOffers() }))
  .then(best)
  .else(all);
publish().after(best, all);

export default dag;
