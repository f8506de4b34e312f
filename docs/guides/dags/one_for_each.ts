import { bash, Dag, zip } from '@aquilon/sdk';

const dag = new Dag('one_for_each', { params: { files: 3 }, tags: ['guide'] });

interface Scored {
  file: string;
  rows: number;
}

// a list that is known only when the run gets there
const listFiles = dag.task('list_files', () => ['a.csv', 'b.csv', 'c.csv']);
const score = dag.task('score', ({ file, factor }: { file: string; factor: number }): Scored => {
  return { file, rows: file.charCodeAt(0) * factor };
});
const files = listFiles();
const scored = score.partial({ factor: 10 }).expand({ file: files });

// the results of a mapped task are a list: for one task, or to be mapped over again
const total = dag.task('total', ({ all }: { all: Scored[] }) => all.reduce((sum, { rows }) => sum + rows, 0));
total({ all: scored });
const store = dag.task('store', ({ one }: { one: Scored }) => `${one.file}: ${one.rows}`);
store.expand({ one: scored });

// every combination of two lists
const train = dag.task('train', ({ depth, rate }: { depth: number; rate: number }) => depth * rate);
train.expand({ depth: [2, 4], rate: [0.1, 0.2, 0.3] });

// lists side by side, and objects of named arguments
const rename = dag.task('rename', ({ pair: [from, to] }: { pair: readonly [string, string] }) => `${from} -> ${to}`);
rename.expand({ pair: zip(files, ['x.csv', 'y.csv', 'z.csv']) });
const send = dag.task('send', ({ to, text }: { to: string; text: string }) => `${to}: ${text}`);
send.expandKwargs([
  { to: 'ann', text: 'done' },
  { to: 'bob', text: 'done as well' },
]);

// an operator that is not called is mapped by its options, and takes results of tasks as options
const greet = dag.task('greet', bash).partial({ env: { WORD: 'hello' }, appendEnv: true });
const lines = greet.expand({ bashCommand: ['echo $WORD ann', 'echo $WORD {{ params.files }}'] });
const say = dag.task('say', ({ all }: { all: string[] }) => `echo ${all.join(', ')}`);
dag.task('last', bash)({ bashCommand: say({ all: lines }) });

// nothing to do: the task is skipped
const rest = dag.task('rest', (): string[] => [])();
dag.task('clean', ({ path }: { path: string }) => path).expand({ path: rest });

export default dag;
