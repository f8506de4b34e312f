import { bash, Dag, http } from '@aquilon/sdk';

interface Order {
  id: number;
  price: number;
}

const dag = new Dag('programs_and_requests', { params: { since: '2026-01-01' }, tags: ['guide'] });

// The last line of the output is the return value, or what outputProcessor makes of it.
const disk = dag.task(
  'disk',
  bash({ bashCommand: 'df --output=pcent / | tail -1', outputProcessor: (line) => Number.parseInt(line, 10) }),
)();

// Address, user and password come from the connection orders_api.
const orders = dag.task(
  'orders',
  http({
    httpConnId: 'orders_api',
    url: 'orders',
    method: 'GET',
    data: { since: '{{ params.since }}' },
    responseCheck: ({ headers }) => headers['content-type'] === 'application/json',
    responseFilter: ({ json }) => json as unknown as Order[],
    extraOptions: { timeout: '10s' },
  }),
  { retries: 2, retryDelay: '1s' },
)();

const total = dag.task('total', ({ orders }: { orders: Order[] }) => orders.reduce((sum, { price }) => sum + price, 0));
const sum = total({ orders });

// Passed as it is, not called, an operator takes its options as arguments: also results of other tasks.
const report = { httpConnId: 'orders_api', url: 'reports' };
dag.task('report', http)({ ...report, data: sum });

// 99 skips the task.
const full = dag.task(
  'warn_when_full',
  bash({ bashCommand: '[ {{ ti.xcom_pull(task_ids="disk") }} -gt 100 ] || exit 99' }),
);
disk.before(full());

export default dag;
