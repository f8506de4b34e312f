/** `aquilon mcp`: lets an assistant look at DAGs, and ask for changes, over standard input and output. */
import { command } from '#cli/options.ts';
import { openConfig } from '#composition/open-config.ts';

export const mcp = () =>
  command('mcp', 'Serve the Model Context Protocol to an assistant, over standard input and output', 'mcp').action(
    async () => {
      const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
      const { createMcpServer } = await import('#cli/mcp/server.ts');
      const { FinishingTransport } = await import('#cli/mcp/stdio.ts');
      const config = await openConfig();
      serveStdio(() => createMcpServer(config), {
        transport: new FinishingTransport(),
        onerror: (error) => void process.stderr.write(`aquilon mcp: ${error.message}\n`),
      });
      // The channel to the process that started this one is only watched: the assistant ends it by closing the input.
      process.channel?.unref();
    },
  );
