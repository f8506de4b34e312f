export const nav = {
  nav: {
    label: 'Main navigation',
    section: (name: string) => `Pages of ${name}`,
    home: 'Home',
    dags: 'DAGs',
    assets: 'Assets',
    browse: 'Browse',
    ml: 'Models',
    admin: 'Admin',
    docs: 'API',
    docsTitle: 'The REST API of this server',
  },
} as const;
