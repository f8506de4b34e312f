export { query } from '#db/database.ts';
