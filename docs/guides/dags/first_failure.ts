import { setTimeout as sleep } from 'node:timers/promises';
import { Dag, FailTask, getContext } from '@aquilon/sdk';

const dag = new Dag('first_failure', { failFast: true, tags: ['guide'] });

const wrong = dag.task('wrong', () => {
  throw new FailTask('this cannot work');
});
const endless = dag.task('endless', () => sleep(600_000, undefined, { signal: getContext().signal }));
wrong();
endless().before(dag.task('never', () => {})());

export default dag;
