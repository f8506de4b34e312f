#!/usr/bin/env node
// The command `aquilon`: any Node from 20.20 on starts it; the work is done by the pinned one.
import { productArgs, runPinned } from '../scripts/runtime.js';

runPinned(productArgs(process.argv.slice(2)));
