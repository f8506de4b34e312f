import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `AQUILON_UI_PROXY` is where `vite dev` finds a running server; the built page asks the server that served it. */
const server = process.env.AQUILON_UI_PROXY ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  server: { proxy: { '/api': server, '/auth': server } },
  build: {
    target: 'es2023',
    // The layout worker of elkjs is 1.6 MB and arrives only with the first graph.
    chunkSizeWarningLimit: 600,
    // Fonts and pictures stay files of our own: `data:` addresses would need a wider content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
