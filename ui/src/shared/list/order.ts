/** By what a list is sorted, as it stands in an address and in `order_by` of the server: `name`, or `-name` for the last first. */
export interface Order {
  readonly by: string;
  readonly descending: boolean;
}

export const orderText = ({ by, descending }: Order): string => (descending ? `-${by}` : by);

/** A text that names none of the fields is no order. */
export function readOrder(given: unknown, fields: readonly string[]): Order | undefined {
  if (typeof given !== 'string') return undefined;
  const descending = given.startsWith('-');
  const by = descending ? given.slice(1) : given;
  return fields.includes(by) ? { by, descending } : undefined;
}

/** After a click on the head of a column: first up, then down. */
export const turned = (order: Order | undefined, by: string): Order => ({
  by,
  descending: order?.by === by ? !order.descending : false,
});
