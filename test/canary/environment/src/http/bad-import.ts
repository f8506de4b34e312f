import { env as settings } from 'node:process';

export const port = settings.PORT;
