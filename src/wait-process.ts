/** The composition root of a process in which deferred attempts wait: src/queue/local/waiting/ forks it, it joins worker/ with operators/. */
import { OPERATOR_BODIES } from '#operators/bodies.ts';
import type { TaskProcessSettings } from '#worker/protocol.ts';
import { startWaitProcess } from '#worker/waiting/child.ts';

startWaitProcess(JSON.parse(process.argv[2] ?? '{}') as TaskProcessSettings, OPERATOR_BODIES);
