import { bash, Dag, defineOperator, email, getContext } from '@aquilon/sdk';

const dag = new Dag('templates', {
  params: { regions: ['eu', 'us'], limit: 10 },
  // names of one's own for all its templates
  userDefinedMacros: { table: (name: string) => `shop.${name}` },
  userDefinedFilters: { quoted: (text: string) => `"${text}"` },
  tags: ['guide'],
});

const count = dag.task('count', () => ({ rows: 3 }))();

// options of operators, also inside of objects and lists
dag.task(
  'week',
  bash({
    bashCommand: 'echo "$FROM to {{ ds }} on {{ conn.shop.host }}"',
    env: { FROM: '{{ macros.ds_add(ds, -7) }}' },
  }),
)();

// a text that ends in .sh is a file beside the DAG file
const report = dag.task('report', bash({ bashCommand: 'scripts/report.sh' }))();
count.before(report);
const content = { subject: 'Report of {{ ds }}', htmlContent: 'scripts/mail.html' };
dag
  .task('mail', email({ to: 'team@example.org', ...content }))()
  .after(report);

// what is written as an argument, but not what another task returns
const greet = dag.task('greet', ({ text, rows }: { text: string; rows: number }) => `${text}, ${rows} rows`);
const rows = dag.task('rows', () => 5)();
greet({ text: 'Run {{ run_id }} of {{ logical_date.strftime("%A") }}', rows });

// an operator of one's own says which of its options are templates
const query = defineOperator('Query', ({ sql, rows }: { sql: string; rows: number }) => `${sql}: ${rows}`, {
  templateFields: ['sql'],
  templateExt: ['.sql'],
});
dag.task('query', query({ sql: "select * from {{ table('t') | quoted }} where day = '{{ ds }}'", rows: 1 }))();

// instances of a mapped task by their names
const load = dag.task(
  'load',
  ({ file }: { file: string }) => {
    getContext().templateValues.size = file.length;
    return file;
  },
  { mapIndexTemplate: "{{ task.op_kwargs['file'] }} ({{ size }})" },
);
load.expand({ file: ['{{ ds }}.csv', 'all.csv'] });

export default dag;
