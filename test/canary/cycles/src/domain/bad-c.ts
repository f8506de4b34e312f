export { a as c } from './bad-a.ts';
