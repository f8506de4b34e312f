import { bash, Dag } from '@aquilon/sdk';

const dag = new Dag('one_at_a_time', { schedule: null, maxActiveRuns: 1 });

const fetch = dag.task('fetch', bash({ bashCommand: 'sleep 30' }));
const load = dag.task('load', bash({ bashCommand: 'kill -9 $$' }), { retries: 1, retryDelay: '10m' });

fetch().before(load());

export default dag;
