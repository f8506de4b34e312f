/** What stands after the question mark of the pages under /admin. */
import { orderText, readOrder } from '#shared/list/order.ts';
import { type Given, text } from '../search.ts';

export interface NamedSearch {
  search?: string | undefined;
  /** As `order_by` of the server has it. */
  order?: string | undefined;
}

/** A list that is searched by name and sorted by these fields. */
const namedSearch =
  (orders: readonly string[]) =>
  (given: Given): NamedSearch => {
    const order = readOrder(given.order, orders);
    return { search: text(given.search), order: order && orderText(order) };
  };

export const variablesSearch = namedSearch(['key', 'description', 'is_encrypted']);
export const connectionsSearch = namedSearch(['connection_id', 'conn_type', 'description', 'host', 'port']);

export interface PoolsSearch extends NamedSearch {
  /** The pool of which it is told who holds its slots. */
  holders?: string | undefined;
}
const poolNames = namedSearch(['name']);
export const poolsSearch = (given: Given): PoolsSearch => ({ ...poolNames(given), holders: text(given.holders) });

export const usersSearch = namedSearch(['username', 'first_name', 'last_name', 'email', 'role', 'created_at']);
export const licencesSearch = namedSearch([]);

export interface ConfigSearch {
  search?: string | undefined;
  /** Only what is not left at its default. */
  given?: true | undefined;
}
export const configSearch = (given: Given): ConfigSearch => ({
  search: text(given.search),
  given: given.given === true ? true : undefined,
});
