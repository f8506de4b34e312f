/** What stands after the question mark of the list of assets. */
import { orderText, readOrder } from '#shared/list/order.ts';
import { type Given, text } from '../search.ts';

export interface AssetsSearch {
  name?: string | undefined;
  /** As `order_by` of the server has it. */
  order?: string | undefined;
}
export function assetsSearch(given: Given): AssetsSearch {
  const order = readOrder(given.order, ['name', 'uri', 'created_at', 'updated_at']);
  return { name: text(given.name), order: order && orderText(order) };
}
