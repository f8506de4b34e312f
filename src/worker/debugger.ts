/** A task process that somebody debugs. */

export interface DebugAddress {
  host: string;
  /** 0: any that is free. */
  port: number;
}

/** Resolves when a debugger is there, and has been stopped in before the task begins. */
export async function stopInDebugger({ host, port }: DebugAddress): Promise<void> {
  const inspector = await import('node:inspector');
  inspector.open(port, host, true);
  // biome-ignore lint/suspicious/noDebugger: it is what was asked for; breakpoints in the DAG file can be set from here
  debugger;
}
