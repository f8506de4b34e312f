import { pid } from 'node:process';

// process.env is only named here.
export const env = { pid, text: 'process.env' };
