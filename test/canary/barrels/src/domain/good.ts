import { one } from './one.ts';

export { two } from './two.ts';
export const three = one + 2;
