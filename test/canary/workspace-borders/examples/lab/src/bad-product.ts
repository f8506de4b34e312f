import { start } from '#start.ts';

export const serve = start;
