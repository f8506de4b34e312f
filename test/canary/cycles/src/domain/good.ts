// Types go when the program runs: no circle is left.
import type { Other } from './good-other.ts';

export const first = (other: Other) => other;
