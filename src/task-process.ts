/** The composition root of a task process: src/queue/local/ forks it, it joins worker/ with the bodies in operators/. */
import { OPERATOR_BODIES } from '#operators/bodies.ts';
import { startTaskProcess } from '#worker/child.ts';
import type { TaskProcessSettings } from '#worker/protocol.ts';

startTaskProcess(JSON.parse(process.argv[2] ?? '{}') as TaskProcessSettings, OPERATOR_BODIES);
