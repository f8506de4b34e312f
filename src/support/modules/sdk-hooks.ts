/**
 * `@aquilon/sdk` always means the running product's own copy, so that there is one of it: wherever a DAG file lies, and whatever is installed
 * beside it.
 */
import { registerHooks } from 'node:module';

const SDK = /^@aquilon\/sdk(\/|$)/;

export function installSdkHooks(): void {
  registerHooks({
    resolve(specifier, context, next) {
      if (!SDK.test(specifier)) return next(specifier, context);
      // Resolved as if this file of the product had asked for it.
      return next(specifier, { ...context, parentURL: import.meta.url });
    },
  });
}
