/** The process in which timetables of authors answer: it imports the snapshot of one DAG file, so that the server never does. */
import { askTimetable, dagsOf, timetableOf } from '@aquilon/sdk/runtime';
import { installSdkHooks } from '#support/modules/sdk-hooks.ts';
import { installSnapshotHooks } from '#support/modules/snapshot-hooks.ts';
import { failureOf } from './load-failure.ts';
import type { TimetableReply, TimetableRequest } from './timetable-protocol.ts';

let entry = '';

async function answer({ id, dagId, question, snapshot }: TimetableRequest): Promise<TimetableReply> {
  try {
    if (snapshot) entry = installSnapshotHooks(snapshot);
    const dag = dagsOf((await import(entry)) as object).find((one) => one.dagId === dagId);
    const timetable = dag && timetableOf(dag);
    if (!timetable) throw new Error(`its file makes no DAG ${dagId} with a timetable of its own any more`);
    return { id, ok: true, answer: await askTimetable(timetable, question) };
  } catch (error) {
    return { id, ok: false, error: failureOf(error) };
  }
}

installSdkHooks();
process.on('message', (request: TimetableRequest) => {
  void answer(request).then((reply) => process.send?.(reply));
});
// What an author left to fail beside the answer must not end the process before it is given.
process.on('unhandledRejection', () => undefined);
process.on('disconnect', () => process.exit(0));
process.send?.({ ready: true });
