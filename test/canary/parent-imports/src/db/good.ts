import { one } from '#domain/one.ts';
import { three } from './three.ts';

export const two = one + three;
