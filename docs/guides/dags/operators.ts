import { bash, Dag, defineOperator, email, empty, triggerDagRun } from '@aquilon/sdk';

const wait = defineOperator('WaitOperator', async (options: { seconds: number }, { logger, signal }) => {
  logger.info(`Waiting for ${options.seconds} s`);
  const until = Date.now() + options.seconds * 1000;
  while (Date.now() < until && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
  return options.seconds;
});

const dag = new Dag('operators', { schedule: null });

const start = dag.task('start', empty())();
const list = dag.task(
  'list',
  bash({ bashCommand: 'ls -1 | wc -l', cwd: '/tmp', env: { LC_ALL: 'C' }, appendEnv: true }),
)();
const pause = dag.task('pause', wait({ seconds: 1 }))();
const mail = dag.task('mail', email({ to: 'team@example.com', subject: 'Done', htmlContent: '<p>All is well.</p>' }))();
const next = dag.task('next', triggerDagRun({ triggerDagId: 'first_steps', conf: { from: 'operators' } }))();

start.before(list, pause);
mail.after(list, pause);
mail.before(next);

export default dag;
