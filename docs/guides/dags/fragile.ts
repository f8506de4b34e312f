import { Dag, emailNotifier, getContext } from '@aquilon/sdk';

const dag = new Dag('fragile', {
  schedule: null,
  params: { breaks: false },
  tags: ['guide'],
  onFailureCallback: emailNotifier({ to: 'team@example.com' }),
});

// Code that is no JavaScript may take the whole process down. A signal stands for it here.
const convert = dag.task(
  'convert',
  () => {
    if (getContext().params.breaks) process.kill(process.pid, 'SIGKILL');
    return 'converted';
  },
  { retries: 30, retryDelay: '10ms' },
);
convert();

export default dag;
