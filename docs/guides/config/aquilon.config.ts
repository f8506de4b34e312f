import { defineConfig } from '@aquilon/sdk';

export default defineConfig({
  core: { parallelism: 8, dags_folder: '/srv/dags' },
  api: { port: process.env.STAGE === 'test' ? 0 : 8080 },
  smtp: { smtp_host: 'mail.example', smtp_password_cmd: 'cat /run/secrets/smtp' },
});
