/** A tool that an assistant is given. */
import { type Static, type TProperties, Type } from 'typebox';
import type { Client } from '#cli/client.ts';
import type { Config } from '#config/config.ts';

export interface ToolParts {
  /** The API, with the rights of whoever started this. */
  client: Client;
  config: Config;
}

export interface Tool {
  name: string;
  description: string;
  input: ReturnType<typeof Type.Object>;
  /** What it does: looks, writes down a wish, or changes something. */
  kind: 'looks' | 'proposes' | 'changes';
  /** A text, or a value that is told as JSON. */
  run(parts: ToolParts, given: Record<string, unknown>): Promise<unknown>;
}

/** `run` gets what fits `input`: nothing else reaches it. */
export function tool<P extends TProperties>(
  definition: Omit<Tool, 'input' | 'run'> & {
    input: P;
    run(parts: ToolParts, given: Static<ReturnType<typeof Type.Object<P>>>): Promise<unknown>;
  },
): Tool {
  const input = Type.Object(definition.input, { additionalProperties: false });
  return { ...definition, input, run: definition.run } as unknown as Tool;
}

/** What is not given is not asked for. */
export function queryOf(given: Readonly<Record<string, unknown>>): string {
  const there = Object.entries(given).filter(([, value]) => value !== undefined);
  return new URLSearchParams(there.map(([name, value]) => [name, String(value)])).toString();
}

export const DagId = Type.String({ description: 'id of the DAG' });
export const RunId = Type.String({ description: 'id of the run, as list_runs tells it' });
export const TaskId = Type.String({ description: 'id of the task' });
export const MapIndex = Type.Optional(
  Type.Integer({ minimum: -1, description: 'which instance of a mapped task; default -1: it is not mapped' }),
);
export const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 100, description: 'how many at most; default 25' }),
);
