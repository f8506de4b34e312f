import { query } from '#db/database.ts';

export const decide = query;
