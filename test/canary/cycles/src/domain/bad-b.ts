import { c } from '#domain/bad-c.ts';

export const b = () => c;
