import { Dag, getContext } from '@aquilon/sdk';

const dag = new Dag('rented_machine', { params: { broken: false }, tags: ['guide'] });

const rent = dag.task('rent_machine', () => ({ address: '10.0.0.7' }));
const train = dag.task('train', ({ machine }: { machine: { address: string } }) => {
  if (getContext().params.broken) throw new Error(`out of memory on ${machine.address}`);
  return 0.93;
});
const give_back = dag.task('give_back', ({ machine }: { machine: { address: string } }) => machine.address);

const machine = rent().asSetup();
const score = train({ machine });
give_back({ machine }).after(score).asTeardown({ setups: machine });

export default dag;
