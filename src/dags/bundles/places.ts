/** Where in the home folder git bundles lie. */
import { join } from 'node:path';

export const placeOfBundle = (home: string, name: string): string => join(home, 'bundles', name);

/** The files of the newest commit. */
export const checkoutOf = (home: string, name: string): string => join(placeOfBundle(home, name), 'checkout');
