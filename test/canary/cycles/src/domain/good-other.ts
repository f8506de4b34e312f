import { first } from './good.ts';

export type Other = typeof first;
