export const api = async () => (await import('#api/routes.ts')).routes;
