// node scripts/run.js FILE [ARG ...]: runs a TypeScript file (or any Node option) with the pinned Node.
import { installMissing, runPinned } from './runtime.js';

installMissing();
runPinned(process.argv.slice(2));
