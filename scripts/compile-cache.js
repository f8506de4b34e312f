// Imported before a command: what Node makes of its files is kept, so that the next one does not strip and compile them again.
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { root } from './runtime.js';

// Beside the packages: only who may change what is run may write there. Where that is somebody else, nothing is kept.
enableCompileCache(join(root, 'node_modules', '.cache', 'aquilon'));
