import { approval, Dag, hitl, hitlBranch, hitlEntry } from '@aquilon/sdk';

const dag = new Dag('approvals', { params: { version: '1.4.0' }, tags: ['guide'] });

// Values that a form asks for. They are checked against their schemas before the answer counts.
const ask = dag.task(
  'ask',
  hitlEntry({
    subject: 'What is in {{ params.version }}?',
    notifiers: ({ reason, logger }) => logger.info(`somebody is asked: ${reason}`),
    params: {
      title: { schema: { type: 'string', minLength: 3 } },
      share: {
        default: 10,
        schema: { type: 'integer', minimum: 1, maximum: 100 },
        description: 'per cent of the users',
      },
    },
  }),
)();

// Whoever rejects skips what follows. After a day without an answer it counts as rejected.
const release = dag
  .task(
    'release',
    approval({
      subject: 'Release {{ params.version }}?',
      body: 'It is named **{{ ti.xcom_pull(task_ids="ask").params_input.title }}**.',
      defaults: 'Reject',
      responseTimeout: '24h',
      assignedUsers: ['ada', 'admin'],
    }),
  )()
  .after(ask);

// Each option leads to a task; the tasks of the others are skipped.
const where = dag
  .task(
    'where',
    hitlBranch({
      subject: 'Where to?',
      options: ['Europe', 'America', 'nowhere else'],
      optionsMapping: { Europe: 'eu', America: 'us', 'nowhere else': 'done' },
      multiple: true,
    }),
  )()
  .after(release);
const eu = dag.task('eu', () => 'eu-west')();
const us = dag.task('us', () => 'us-east')();
where.before(eu, us);

// The answer is the typed value of the task.
const mood = dag.task(
  'mood',
  hitl({ subject: 'How was it?', options: ['good', 'bad'], defaults: 'good', responseTimeout: '1s' }),
)();
const done = dag.task(
  'done',
  ({ answer }: { answer: { chosen_options: ('good' | 'bad')[]; timedout: boolean } }) =>
    `${answer.chosen_options.join()}${answer.timedout ? ', as nobody said otherwise' : ''}`,
  { triggerRule: 'none_failed' },
)({ answer: mood });
done.after(eu, us, where);

export default dag;
