export * from './one.ts';
export { two } from './two.ts';
