import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The temporary folder of one attempt: named by its id, so that the server can remove it when the attempt was killed. */
export function taskFolder(attemptId: string): string {
  return join(tmpdir(), `aquilon-task-${attemptId}`);
}
