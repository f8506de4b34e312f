/** What must not compile: each line below a `@ts-expect-error` is a mistake. tsc fails where one of them compiles. Never run. */
import {
  anyOf,
  asset,
  assetAlias,
  assetOrTime,
  bash,
  branch,
  Dag,
  defineOperator,
  docker,
  email,
  fileSensor,
  fileWatcher,
  getContext,
  http,
  type Input,
  type ParamObject,
  partitionedAssets,
  python,
  sensor,
  shortCircuit,
  timeDeltaSensor,
  triggerDagRun,
  zip,
} from '@aquilon/sdk';

export const dag = new Dag('wrong');
const rows = dag.task('rows', () => [1, 2, 3]);
const text = dag.task('text', async () => 'three');
const sum = dag.task('sum', ({ numbers }: { numbers: number[] }) => numbers.reduce((a, b) => a + b, 0));
const both = dag.task('both', ({ a, b }: { a: number; b: string }) => `${a} ${b}`);

// @ts-expect-error a missing input
sum();
// @ts-expect-error an input of another name
sum({ values: rows() });
// @ts-expect-error what the upstream returns is no list of numbers
sum({ numbers: text() });
// @ts-expect-error a value of the wrong type
sum({ numbers: ['1'] });
// @ts-expect-error the task itself instead of what it gives when it is called
sum({ numbers: rows });
// @ts-expect-error one input too many
sum({ numbers: rows(), more: 1 });
// @ts-expect-error inputs of a task that takes none
rows({ numbers: [1] });
// @ts-expect-error the two inputs are exchanged
both({ a: text(), b: sum({ numbers: rows() }) });
// @ts-expect-error one of two inputs is missing
both({ a: 1 });
// @ts-expect-error a task may return nothing, which is no number
both({ a: dag.task('perhaps', (): number | undefined => undefined)(), b: 'b' });
// @ts-expect-error a promise is waited for: its value is a text, which is no promise
dag.task('later', ({ value }: { value: Promise<string> }) => value)({ value: text() });
// @ts-expect-error an id that is no text
dag.task(7, () => 1);
// @ts-expect-error a task without a body
dag.task('nothing');
// @ts-expect-error arguments are one object, not several
dag.task('two_arguments', (a: number, b: number) => a + b);
// @ts-expect-error an unknown option
dag.task('option', () => 1, { retry: 2 });
// @ts-expect-error an option of the wrong type
dag.task('retries', () => 1, { retries: '2' });
// @ts-expect-error no trigger rule
dag.task('rule', () => 1, { triggerRule: 'all_successful' });
// @ts-expect-error no duration
dag.task('delay', () => 1, { retryDelay: '5 parsecs' });
// @ts-expect-error no isolation
dag.task('isolation', () => 1, { isolation: 'cold' });
// @ts-expect-error edges lead to placed tasks
rows().before(text);
// @ts-expect-error edges lead to tasks, not to their ids
rows().after('text');
// @ts-expect-error what an operator returns is used as another type: bash gives a text
sum({ numbers: dag.task('ls', bash({ bashCommand: 'ls' }))() });
// @ts-expect-error an operator without what it needs
dag.task('bash', bash({ cwd: '/' }));
// @ts-expect-error a mail without a body
dag.task('mail', email({ to: 'a@example.com', subject: 's' }));
// @ts-expect-error a conf that is no JSON
triggerDagRun({ triggerDagId: 'other', conf: { when: () => 1 } });
// @ts-expect-error an option of one's own operator of the wrong type
defineOperator('Sleep', ({ seconds }: { seconds: number }) => seconds)({ seconds: 'two' });
// @ts-expect-error an unknown option of a DAG
new Dag('options', { scheduleInterval: '@daily' });
// @ts-expect-error no time zone offset, no text: a date is a text or a Date
new Dag('dates', { startDate: 20260101 });
// @ts-expect-error a cron expression is a text
new Dag('cron', { schedule: { cron: 8 } });
// @ts-expect-error several crons are texts
new Dag('crons', { schedule: ['0 8 * * *', 9] });
// @ts-expect-error events are dates
new Dag('events', { schedule: { events: [20260501] } });
// @ts-expect-error an interval is a duration
new Dag('interval', { schedule: { every: 'often' } });
// @ts-expect-error a timetable that cannot say the data interval of a manual run
new Dag('own', { schedule: { nextDagrunInfo: () => null } });
// @ts-expect-error a timetable gives dates
new Dag('own', { schedule: { nextDagrunInfo: () => '2026-05-01', inferManualDataInterval: () => null } });
// @ts-expect-error how many runs may fail is a number
new Dag('failing', { maxConsecutiveFailedDagRuns: 'three' });
// @ts-expect-error a schedule of no kind
new Dag('schedule', { schedule: { weekly: true } });
// @ts-expect-error limits are numbers
new Dag('limits', { maxActiveRuns: 'one' });

const isGood = dag.task('is_good', ({ n }: { n: number }) => n > 0);
const size = dag.task('size', (): 'small' | 'large' => 'small');
const left = dag.task('left', () => {});
// @ts-expect-error a condition that is no boolean
dag.if(sum({ numbers: [1] }));
// @ts-expect-error a condition that was not placed
dag.if(isGood);
// @ts-expect-error what follows must be placed
dag.if(isGood({ n: 1 })).then(left);
// @ts-expect-error the ids of tasks are no tasks
dag.if(isGood({ n: 1 })).then('left');
// @ts-expect-error else before then
dag.if(isGood({ n: 1 })).else(left());
// @ts-expect-error a case that the task never returns
dag.switch(size()).case('medium', left());
// @ts-expect-error a case of another type
dag.switch(size()).case(1, left());
// @ts-expect-error a branch that chooses by number
branch(() => 7);
// @ts-expect-error a branch that chooses a task that was not placed
branch(() => left);
// @ts-expect-error a branch without its input
dag.task(
  'choose',
  branch(({ n }: { n: number }) => (n > 0 ? 'left' : null)),
)();
// @ts-expect-error an unknown option of a short circuit
shortCircuit(() => true, { ignoreTriggerRules: true });

const person = dag.task('person', () => 'ann');
const names = dag.task('names', () => ['ann']);
const greet = dag.task('greet', ({ who, often }: { who: string; often: number }) => who.repeat(often));
// @ts-expect-error mapping over what is no list
greet.partial({ often: 2 }).expand({ who: person() });
// @ts-expect-error mapping over a list of other elements
greet.partial({ often: 2 }).expand({ who: [1, 2] });
// @ts-expect-error an argument is left
greet.expand({ who: names() });
// @ts-expect-error an argument that the task does not have
greet.partial({ loud: true });
// @ts-expect-error a value of the wrong type for all
greet.partial({ often: 'twice' });
// @ts-expect-error what was given for all is not given again
greet.partial({ often: 2 }).expand({ who: names(), often: [1] });
// @ts-expect-error a task that takes nothing is not mapped
names.expand({});
// @ts-expect-error objects without one of the arguments
greet.expandKwargs([{ who: 'ann' }]);
// @ts-expect-error the results of a mapped task are a list, not one of them
greet({ who: greet.partial({ often: 1 }).expand({ who: names() }), often: 1 });
// @ts-expect-error pairs of other elements
dag.task('pair', ({ p }: { p: readonly [string, number] }) => p).expand({ p: zip(names(), names()) });

// @ts-expect-error a sensor that answers with a number
sensor(() => 7);
// @ts-expect-error a result that does not say whether it is done
sensor(() => ({ value: 7 }));
// @ts-expect-error an unknown option of a sensor
sensor(() => true, { pokeIntervall: '1m' });
// @ts-expect-error a mode that Airflow does not have
sensor(() => true, { mode: 'sleep' });
// @ts-expect-error a sensor without its input
dag.task(
  'waits',
  sensor(({ n }: { n: number }) => n > 0),
)();
const positive = dag.task(
  'positive',
  sensor(({ n }: { n: number }) => n > 0),
);
// @ts-expect-error a sensor with an input of another type
positive({ n: names() });
const gives = dag.task(
  'gives',
  sensor(() => ({ done: true, value: 'x' })),
);
// @ts-expect-error what a sensor hands on is of another type
dag.task('takes', ({ n }: { n: number }) => n)({ n: gives() });
// @ts-expect-error a file sensor without a path
fileSensor({ pokeInterval: '30s' });
// @ts-expect-error an interval that is no duration
fileSensor({ path: 'x', pokeInterval: 'soon' });
// @ts-expect-error a delta that is no duration
timeDeltaSensor({ delta: 'tomorrow' });

const perName = dag.taskGroup('per_name', ({ who }: { who: Input<string> }) => greet({ who, often: 1 }));
// @ts-expect-error a group that is mapped over elements of another type
perName.expand({ who: [1, 2] });
// @ts-expect-error a mapped group without one of its lists
perName.expand({});
// @ts-expect-error what a mapped group gives is a list
greet({ who: perName.expand({ who: names() }), often: 1 });
// @ts-expect-error an argument of a group is no task
dag.taskGroup('edges', ({ who }: { who: Input<string> }) => who.before(names()));

// @ts-expect-error a template field that the operator does not have
defineOperator('Query', (_: { sql: string }) => 1, { templateFields: ['sqll'] });
// @ts-expect-error a name of instances that is no template text
dag.task('named', ({ a }: { a: string }) => a, { mapIndexTemplate: 7 });
// @ts-expect-error an argument that is a number, given as a template
greet({ who: 'ann', often: '{{ params.times }}' });
// @ts-expect-error a param whose default is a function
new Dag('params', { params: { rows: () => 5 } });
// @ts-expect-error a schema that is a text
export const badSchema: ParamObject = { default: 5, schema: 'integer' };

// @ts-expect-error an operator that is mapped without an option that it needs
dag.task('mapped', bash).expand({ cwd: ['/tmp'] });
// @ts-expect-error an operator that is mapped over values of another type
dag.task('mapped', bash).expand({ bashCommand: [1, 2] });
// @ts-expect-error an option that is the result of a task of another type
dag.task('option', bash)({ bashCommand: rows() });

const train = dag.task('train', python<number, { rows: number[] }>({ file: 'train.py', function: 'train' }));
// @ts-expect-error a missing argument of a Python function
train({});
// @ts-expect-error an argument of a Python function of another type
train({ rows: text() });
// @ts-expect-error the result of a Python function is a number
dag.task('shout', ({ word }: { word: string }) => word)({ word: train({ rows: rows() }) });
// @ts-expect-error a Python function needs its file
python({ function: 'train' });
// @ts-expect-error what responseFilter returns is the value of the task
sum({ numbers: dag.task('get', http({ url: 'http://x', responseFilter: ({ text: body }) => body }))() });

// @ts-expect-error a container needs its image
docker({ command: 'ls' });
// @ts-expect-error a rule of removal that there is not
docker({ image: 'tool', autoRemove: 'always' });
// @ts-expect-error a file that is read needs its path
docker({ image: 'tool', retrieveOutput: true });
// @ts-expect-error all lines or a file, not both
docker({ image: 'tool', xcomAll: true, retrieveOutput: true, retrieveOutputPath: '/out.json' });
// @ts-expect-error the value of a container is its last line
sum({ numbers: dag.task('line', docker({ image: 'tool' }))() });
// @ts-expect-error with xcomAll, the value is a list of texts
sum({ numbers: dag.task('lines', docker({ image: 'tool', xcomAll: true }))() });

const data = asset('s3://bucket/data');
const out = assetAlias('out');
// @ts-expect-error an asset by its URI alone
dag.task('by_uri', () => 1, { outlets: ['s3://bucket/data'] });
// @ts-expect-error a schedule on what is no asset
new Dag('on_number', { schedule: anyOf(data, 7) });
// @ts-expect-error assetOrTime without a time
assetOrTime({ assets: [data] });
// @ts-expect-error an extra that is no JSON
asset('s3://bucket/x', { extra: { when: () => 1 } });
// @ts-expect-error an alias has no event of its own
getContext().outletEvents(out).extra = {};
// @ts-expect-error assets are added to aliases, not to assets
getContext().outletEvents(data).add(data);
// @ts-expect-error a watcher without what it looks at
asset('s3://bucket/y', { watchers: [fileWatcher({})] });
// @ts-expect-error a mapper that is none
partitionedAssets({ assets: data, defaultPartitionMapper: 'day' });
