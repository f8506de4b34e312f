import { Dag, slack, sql } from '@aquilon/sdk';

interface Order {
  id: number;
  price: number;
}

const dag = new Dag('orders_to_slack', { params: { currency: 'EUR' }, tags: ['guide'] });

// A list is one transaction: all of it, or nothing.
const fill = dag.task(
  'fill',
  sql({
    connId: 'shop_db',
    sql: [
      'create table if not exists orders (id integer primary key, price real, currency text)',
      "insert or replace into orders values (1, 3, 'EUR'), (2, 4.5, 'EUR'), (3, 9, 'USD')",
    ],
  }),
)();

// Rows are objects. The statement is a file beside the DAG file, values are bound to it.
const orders = dag.task(
  'orders',
  sql<Order>({ connId: 'shop_db', sql: 'scripts/day_of_orders.sql', parameters: ['{{ params.currency }}'] }),
)();
fill.before(orders);

// Or what a function makes of them.
const count = dag.task(
  'count',
  sql({ connId: 'shop_db', sql: 'select count(*) as n from orders', handler: ([row]: { n: number }[]) => row?.n ?? 0 }),
)();
fill.before(count);

const total = dag.task('total', ({ orders }: { orders: Order[] }) => orders.reduce((sum, { price }) => sum + price, 0));
const told = dag.task(
  'tell',
  slack({
    slackWebhookConnId: 'team_slack',
    message: 'Orders: {{ ti.xcom_pull(task_ids="total") }} {{ params.currency }}',
  }),
)();
total({ orders }).before(told);
count.before(told);

export default dag;
