import { b } from './bad-b.ts';

export const a = () => b;
