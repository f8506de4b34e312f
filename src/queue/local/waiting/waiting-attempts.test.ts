import { waitConformance } from '#test/conformance/executor-waits.ts';
import { openBench } from '#test/support/task-runs.ts';

waitConformance('local', openBench);
