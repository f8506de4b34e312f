#!/usr/bin/env node
// The command `aquilon-node`: Node as the product brings it, for whatever stands after it. Tests of DAGs run with it: `aquilon-node --test`.
import { installFirst, runPinned } from '../scripts/runtime.js';

installFirst();
runPinned(process.argv.slice(2));
