/** What every benchmark gets. */
import type { Limit } from '#bench/limit.ts';
import type { Peer } from '#bench/peers.ts';
import type { Product } from '#bench/product.ts';
import type { Figure } from '#bench/report.ts';

export interface BenchContext {
  /** Small and quick: to see that everything works. */
  smoke: boolean;
  /** A warm server with the DAGs of the benchmarks. */
  product: Product;
  /** In the product's own database server. */
  limit: Limit;
  /** Other systems that play the same in turn; on the product's own database server where they use one. */
  peers: readonly Peer[];
  add(figure: Figure): void;
}
