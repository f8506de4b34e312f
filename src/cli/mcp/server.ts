/** The server of the Model Context Protocol: tools over the API of Aquilon, with the rights of the token that it was given. */
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import { runningServer } from '#cli/client.ts';
import { withHints } from '#cli/hints.ts';
import { productVersion } from '#composition/product.ts';
import type { Config } from '#config/config.ts';
import { AquilonError, messageOf } from '#errors/aquilon-error.ts';
import { SecretMask } from '#support/secret-mask.ts';
import { CHANGE_TOOLS } from './change-tools.ts';
import { FORESIGHT_TOOLS } from './foresight-tools.ts';
import { readLogTool } from './log-tool.ts';
import { LOOK_TOOLS } from './look-tools.ts';
import { INSTRUCTIONS, told } from './told.ts';
import type { Tool } from './tool.ts';

const TOOLS: readonly Tool[] = [...LOOK_TOOLS, readLogTool, ...FORESIGHT_TOOLS, ...CHANGE_TOOLS];

export function createMcpServer(config: Config): McpServer {
  const server = new McpServer({ name: 'aquilon', version: productVersion() }, { instructions: INSTRUCTIONS });
  for (const one of TOOLS) {
    server.registerTool(
      one.name,
      {
        description: one.description,
        inputSchema: fromJsonSchema<Record<string, unknown>>(schemaOf(one)),
        annotations: {
          readOnlyHint: one.kind === 'looks',
          destructiveHint: one.kind === 'changes',
          openWorldHint: false,
        },
      },
      async (given) => {
        try {
          return { content: [{ type: 'text', text: told(await run(one, given, config)) }] };
        } catch (error) {
          return { isError: true, content: [{ type: 'text', text: told(sentenceOf(error)) }] };
        }
      },
    );
  }
  return server;
}

/** As JSON: what a schema says of itself beside that is TypeScript's. */
const schemaOf = ({ input }: Tool) => JSON.parse(JSON.stringify(input)) as Parameters<typeof fromJsonSchema>[0];

/** The call is written down before it is made; what cannot be written down is not made. */
async function run(one: Tool, given: Record<string, unknown>, config: Config): Promise<unknown> {
  const result = await withHints(runningServer(config), async (client) => {
    await client.ask('POST', '/aquilon/assistant/calls', { tool: one.name, arguments: given });
    return one.run({ client, config }, given);
  });
  return new SecretMask(config.core.sensitiveVarConnNames).json(result, true);
}

const sentenceOf = (error: unknown): string =>
  error instanceof AquilonError ? `${error.message}\n${error.remedy}` : messageOf(error);
