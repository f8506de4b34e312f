/**
 * Chance, as a function of what is asked: a draw depends on the seed and on its name, never on the draws before it. So the tasks of two simulations that differ
 * in a pool take the same times, and what differs in their results comes from the pool.
 */
export type Draw = (name: string) => number;

/** From 0 to 1, 1 not included. */
export const createDraw =
  (seed: number): Draw =>
  (name) =>
    mixed(name, seed) / 0x1_0000_0000;

/** FNV-1a of the text, and the finish of MurmurHash3, so that names which differ in their last character are far apart. */
function mixed(text: string, seed: number): number {
  let hash = Math.imul(seed ^ 0x811c9dc5, 0x01000193);
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
