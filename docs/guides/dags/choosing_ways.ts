import { branch, Dag, empty, FailTask, getContext, label, latestOnly, SkipTask, shortCircuit } from '@aquilon/sdk';

const dag = new Dag('choosing_ways', { params: { accuracy: 0.91, region: 'eu' }, tags: ['guide'] });

const accuracy = dag.task('accuracy', () => Number(getContext().params.accuracy))();

// if: the task's value is true or false
const isGood = dag.task('is_good', ({ value }: { value: number }) => value > 0.9);
const deploy = dag.task('deploy', () => 'deployed')();
const reject = dag.task('reject', () => 'rejected')();
dag
  .if(isGood({ value: accuracy }))
  .then(deploy)
  .else(reject);
const report = dag.task('report', empty(), { triggerRule: 'none_failed_min_one_success' })();
report.after(deploy, reject);

// switch: the value of a task
const region = dag.task('region', () => String(getContext().params.region))();
const [eu, us, elsewhere] = [dag.task('eu', empty())(), dag.task('us', empty())(), dag.task('elsewhere', empty())()];
dag.switch(region).case('eu', eu).case('us', us).default(elsewhere);

// branch: the function names what follows: tasks, groups, several of them, or nothing
const small = dag.group('small', () =>
  dag
    .task('train', () => 'small model')()
    .before(dag.task('save', empty())()),
);
const large = dag.task('large', () => 'large model')();
const pick = dag.task(
  'pick',
  branch(({ value }: { value: number }) => (value > 0.99 ? [large, 'small'] : 'small')),
);
pick({ value: accuracy }).before(label('quick'), small, label('thorough'), large);

// shortCircuit: nothing follows where the value is not true
const enough = dag.task(
  'enough',
  shortCircuit(({ value }: { value: number }) => value > 0.99),
);
enough({ value: accuracy }).before(dag.task('celebrate', empty())());

// latestOnly: what directly follows is skipped while older days are made up for
dag.task('newest', latestOnly())().before(dag.task('tell_everybody', empty())());

// a task says itself that it is to be skipped, or that trying again is of no use
dag.task('perhaps', () => {
  throw new SkipTask('there is nothing to do today');
})();
const hopeless = dag.task(
  'hopeless',
  () => {
    throw new FailTask('the password is wrong');
  },
  { retries: 5 },
)();
dag.task('clean_up', empty(), { triggerRule: 'all_failed' })().after(hopeless);

export default dag;
