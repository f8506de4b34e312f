import { executorConformance } from '#test/conformance/executor.ts';
import { openBench } from '#test/support/task-runs.ts';

executorConformance('local', openBench);
