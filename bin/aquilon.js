#!/usr/bin/env node
// The command `aquilon`: any Node from 20.20 on starts it; the work is done by the pinned one.
import { buildPage, isPageBuilt } from '../scripts/page.js';
import { compileCache, installFirst, productArgs, runPinned } from '../scripts/runtime.js';

const words = process.argv.slice(2);
installFirst();
const serves = ['standalone', 'api-server', 'webserver', 'scheduler', 'triggerer', 'dag-processor'].includes(words[0]);
if (serves && !isPageBuilt()) buildPage();
// A server keeps what it has compiled in memory until its end; it is started seldom, and meant to be small.
runPinned(serves ? productArgs(words) : ['--import', compileCache, ...productArgs(words)]);
