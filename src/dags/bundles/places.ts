/** Where in the home folder git bundles lie. */
import { join } from 'node:path';

export const placeOfBundle = (home: string, name: string): string => join(home, 'bundles', name);

/** Below it, the files of commits that runs keep. */
export const treesOf = (home: string, name: string): string => join(placeOfBundle(home, name), 'commits');

/** The files of the newest commit. */
export const checkoutOf = (home: string, name: string): string => join(placeOfBundle(home, name), 'checkout');

/** Which bundle a file of a checkout is of, whatever the home folder was called when it was loaded. Null: it is of none. */
export function checkoutWith(path: string): { bundle: string; checkout: string } | null {
  const [, checkout, bundle] = /^(.*\/bundles\/([^/]+)\/checkout)\//.exec(path) ?? [];
  return checkout === undefined || bundle === undefined ? null : { bundle, checkout };
}
