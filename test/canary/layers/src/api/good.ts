import { reply } from '#http/reply.ts';
import type { Command } from '#scheduler/commands.ts';

export const send = (command: Command) => reply(command);
