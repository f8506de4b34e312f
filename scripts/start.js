// npm start: installs what is missing, builds the web page if it is stale, serves everything.
import { buildPage } from './page.js';
import { installMissing, productArgs, runPinned } from './runtime.js';

installMissing();
buildPage();
const stop = runPinned(productArgs(['standalone']));

// npm does not pass a SIGTERM on: it ends, and its shell with it. Who asked for the server is gone then.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 250).unref();
}
