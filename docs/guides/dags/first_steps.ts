import { Dag, getContext } from '@aquilon/sdk';

interface Order {
  customer: string;
  amount: number;
}

const dag = new Dag('first_steps', { schedule: '@daily', startDate: '2026-01-01', tags: ['guide'] });

const readOrders = dag.task('read_orders', async (): Promise<Order[]> => {
  return [
    { customer: 'ann', amount: 20 },
    { customer: 'bob', amount: 22 },
  ];
});

const sumUp = dag.task('sum_up', ({ orders, currency }: { orders: Order[]; currency: string }): string => {
  const total = orders.reduce((sum, order) => sum + order.amount, 0);
  return `${total} ${currency}`;
});

const tell = dag.task('tell', ({ total }: { total: string }): void => {
  getContext().logger.info(`Orders of the day: ${total}`);
});

const orders = readOrders();
const total = sumUp({ orders, currency: 'EUR' });
tell({ total });

export default dag;
