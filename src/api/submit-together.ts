import type { Actor, Command, CommandResult, SchedulerPort } from '#scheduler/commands.ts';

/** Commands of one request stand in one commit: all of them, or none where it fails. One that is refused does not keep the others back. */
export function submitTogether(
  scheduler: Pick<SchedulerPort, 'submit'>,
  commands: readonly Command[],
  actor: Actor,
): Promise<PromiseSettledResult<CommandResult>[]> {
  // Without a pause between them the scheduler finds all of them when it wakes.
  return Promise.allSettled(commands.map((command) => scheduler.submit(command, actor)));
}

/** Throws what the first of them was refused for. */
export function allDone(results: readonly PromiseSettledResult<CommandResult>[]): CommandResult[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
