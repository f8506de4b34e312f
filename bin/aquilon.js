#!/usr/bin/env node
// The command `aquilon`: any Node from 20.20 on starts it; the work is done by the pinned one.
import { join } from 'node:path';
import { root, runPinned } from '../scripts/runtime.js';

runPinned(['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), ...process.argv.slice(2)]);
