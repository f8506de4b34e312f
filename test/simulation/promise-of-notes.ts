/** Notes that somebody asks for stand where they were asked for, as soon as that is acknowledged; those that were refused stand nowhere. */
import { AquilonError } from '#errors/aquilon-error.ts';
import type { Command, CommandResult, TaskNote } from '#scheduler/commands.ts';
import { type MemoryDatabase, nameOf } from '#testing/memory-store.ts';
import { expect } from '#testing/violation.ts';

/** What refuses a command before anything of it happens. */
const REFUSALS: ReadonlySet<string> = new Set(['STATE_CONFLICT', 'TASK_NOT_FOUND', 'RUN_NOT_FOUND']);

export class AskedNotes {
  /** By text, which none shares with another: the instances that it is for. */
  readonly #asked = new Map<string, ReadonlySet<string>>();
  readonly #refused = new Set<string>();

  ask(dagRunId: number, tasks: TaskNote['tasks']): TaskNote {
    const note = `note ${this.#asked.size + 1}`;
    this.#asked.set(note, new Set(tasks.map((task) => `${dagRunId} ${task.taskId}`)));
    return { tasks, note };
  }

  acknowledged(db: MemoryDatabase, command: Command, { changed }: CommandResult): void {
    const asked = noteOf(command);
    if (!asked || (command.kind === 'set_task_state' && changed.length === 0)) return;
    const one = db.runs.get(asked.dagRunId);
    for (const task of asked.tasks) {
      if (!one?.instances.has(nameOf(task))) continue;
      expect(one.notes.has(nameOf(task)), `${nameOf(task)} has no note, and ${asked.note} was acknowledged`);
    }
    this.check(db);
  }

  refused(command: Command, error: unknown): void {
    const note = noteOf(command)?.note;
    if (note && error instanceof AquilonError && REFUSALS.has(error.code)) this.#refused.add(note);
  }

  check(db: MemoryDatabase): void {
    for (const [dagRunId, { notes }] of db.runs)
      for (const [name, note] of notes) {
        const wanted = this.#asked.get(note ?? '') ?? new Set();
        expect(wanted.has(`${dagRunId} ${name.replace(/\[\d+\]$/, '')}`), `${name} has ${note} of another`);
        expect(!this.#refused.has(note ?? ''), `${name} has ${note}, which was refused`);
      }
  }
}

function noteOf(command: Command): (TaskNote & { dagRunId: number }) | undefined {
  if (command.kind === 'set_task_note') return command;
  if (command.kind !== 'set_task_state' && command.kind !== 'clear_tasks') return undefined;
  return command.taskNote && { ...command.taskNote, dagRunId: command.dagRunId };
}
