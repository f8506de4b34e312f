import { one } from '../domain/one.ts';

export const two = one + 1;
