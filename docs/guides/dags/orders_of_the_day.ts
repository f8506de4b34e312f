import { bash, Dag, sensor } from '@aquilon/sdk';

interface Order {
  id: number;
  total: number;
}

const dag = new Dag('orders_of_the_day', {
  params: { least: { default: 10, schema: { type: 'number', minimum: 0 } } },
  defaultArgs: { retries: 2, retryDelay: '1h' },
  tags: ['guide'],
});

async function ask(path: string): Promise<Order[]> {
  const response = await fetch(`https://shop.example/${path}`);
  return (await response.json()) as Order[];
}

const arrived = dag.task(
  'arrived',
  sensor(async () => (await ask('orders?limit=1')).length > 0, { pokeInterval: '10m', timeout: '12h' }),
)();
const load = dag.task('load', () => ask('orders'))();
const large = dag.task('large', ({ orders, least }: { orders: Order[]; least: string }) =>
  orders.filter(({ total }) => total >= Number(least)),
);
const found = large({ orders: load, least: '{{ params.least }}' });
const archive = dag.task('archive', bash({ bashCommand: 'archive-orders --day {{ ds }}' }));

arrived.before(load);
archive().after(found);

export default dag;
