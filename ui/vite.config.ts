import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { licences } from './scripts/licences.ts';

/** `AQUILON_UI_PROXY` is where `vite dev` finds a running server; the built page asks the server that served it. */
const server = process.env.AQUILON_UI_PROXY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react(), licences()],
  server: { proxy: { '/api': server, '/auth': server, '/aquilon': server, '/ui': server } },
  build: {
    target: 'es2023',
    // From these versions on browsers know light-dark(); for older ones it would be rewritten to what does not follow our switch.
    cssTarget: ['chrome123', 'edge123', 'firefox120', 'safari17.5'],
    // The layout worker of elkjs is 1.6 MB and arrives only with the first graph.
    chunkSizeWarningLimit: 600,
    // Fonts and pictures stay files of our own: `data:` addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    // Not `assets`: that is a part of the page.
    assetsDir: 'static',
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Many small files compress worse than few: what every page needs, and what nearly all share, is one file each.
        codeSplitting: {
          groups: [
            {
              name: 'framework',
              test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-)?(router|query|store|history)[a-z-]*)\//,
            },
            { name: 'common', minShareCount: 30 },
          ],
        },
      },
    },
  },
});
