import { Dag, python } from '@aquilon/sdk';

interface Row {
  price: number;
}
interface Summary {
  orders: number;
  total: number;
}

const dag = new Dag('python_functions', { tags: ['guide'] });

const load = dag.task('load', (): Row[] => [{ price: 3 }, { price: 4.5 }]);

// The types say what the function takes and returns; its arguments are given by their names.
const summarise = dag.task(
  'summarise',
  python<Summary, { rows: Row[]; currency?: string }>({ file: 'scripts/orders.py', function: 'summarise' }),
);
const summary = summarise({ rows: load(), currency: 'USD' });

// With requirements, also none: in a virtual environment, built by the first task that needs it and kept.
const alone = dag.task(
  'alone',
  python<Summary>({ file: 'scripts/orders.py', function: 'summarise', requirements: [] }),
);
const again = alone({ rows: [{ price: 1 }] });

dag.task(
  'add',
  ({ one, other }: { one: Summary; other: Summary }) => one.total + other.total,
)({
  one: summary,
  other: again,
});

// No rows: the function skips its task.
dag.task('empty', python({ file: 'scripts/orders.py', function: 'summarise' }))({ rows: [] });

export default dag;
