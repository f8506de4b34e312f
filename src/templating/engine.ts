/** Renders templates within limits. Nothing is read from the disk: a template that is included is one of `files`. */
import { createContext, Script } from 'node:vm';
import nunjucks, { type RenderFunction } from 'nunjucks';
import { compileTree, parseTemplate } from './compile.ts';
import { TemplateFault } from './fault.ts';
import { FILTERS } from './filters.ts';
import { TIME_LIMIT } from './limits.ts';
import { GLOBALS } from './macros.ts';
import { createRuntime, type NamedFunctions } from './runtime.ts';
import { TESTS } from './tests.ts';

export interface EngineOptions {
  /** Texts of the templates that others may include, by their names. */
  files?: Readonly<Record<string, string>>;
  /** What templates may ask for by name. */
  names: Readonly<Record<string, unknown>>;
  /** Besides the built-in ones. */
  filters?: NamedFunctions;
  explainMissing?: (name: string) => string | undefined;
  /** Of one rendering, ms. */
  timeLimit?: number;
}

export interface Engine {
  /** Throws `TemplateFault`, and what a function of `names` throws with a property `pending`. */
  render(source: string): string;
}

type Parts = Record<string, RenderFunction>;

export function createEngine(options: EngineOptions): Engine {
  const filters = { ...FILTERS, ...options.filters };
  const names = { ...GLOBALS, ...options.names };
  const timeLimit = options.timeLimit ?? TIME_LIMIT;
  const compiled = new Map<string, Parts>();
  return {
    render(source) {
      let fault: unknown;
      const runtime = createRuntime({ filters, tests: TESTS, explainMissing: options.explainMissing }, (error) => {
        fault ??= error;
      });
      const environment = new SafeEnvironment((name) => {
        const text = Object.hasOwn(options.files ?? {}, name) ? options.files?.[name] : undefined;
        if (text === undefined) {
          fault ??= new TemplateFault('TEMPLATE_FAILED', `there is no template ${name} beside the DAG file`);
          throw fault;
        }
        return new SafeTemplate(compile(text, name, compiled), environment, name, runtime);
      });
      try {
        const template = new SafeTemplate(compile(source, '', compiled), environment, '', runtime);
        return withinTime(timeLimit, () => template.render(names));
      } catch (error) {
        throw fault ?? faultOf(error, timeLimit);
      }
    },
  };
}

function compile(source: string, name: string, known: Map<string, Parts>): Parts {
  const found = known.get(source);
  if (found) return found;
  const code = compileTree(parseTemplate(source), name);
  const parts = new Function(code)() as Parts;
  known.set(source, parts);
  return parts;
}

class SafeTemplate extends nunjucks.Template {
  constructor(parts: Parts, environment: SafeEnvironment, name: string, runtime: object) {
    super({ type: 'code', obj: parts }, environment, name);
    this.compile();
    const { rootRenderFunc } = this;
    this.rootRenderFunc = (env, context, frame, _, done) => rootRenderFunc(env, context, frame, runtime, done);
  }
}

class SafeEnvironment extends nunjucks.Environment {
  readonly #find: (name: string) => SafeTemplate;

  constructor(find: (name: string) => SafeTemplate) {
    super([], { autoescape: false });
    this.#find = find;
  }

  override getTemplate(name: unknown, ...rest: unknown[]): unknown {
    const done = rest.findLast((one) => typeof one === 'function');
    const template = this.#find(String(name));
    return done === undefined ? template : (done as (error: null, found: unknown) => void)(null, template);
  }
}

const box: { body?: () => unknown } = createContext({});
const script = new Script('body()');

/** A watchdog thread of Node's ends the turn: what runs inside of it cannot catch that. */
function withinTime<T>(timeout: number, body: () => T): T {
  box.body = body;
  try {
    return script.runInContext(box, { timeout }) as T;
  } finally {
    delete box.body;
  }
}

function faultOf(error: unknown, timeLimit: number): unknown {
  const { code, message, lineno } = error as Error & { code?: string; lineno?: number };
  if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
    return new TemplateFault('TEMPLATE_LIMIT', `it has not ended after ${timeLimit / 1000} s`);
  if (error instanceof TemplateFault) return error;
  return new TemplateFault('TEMPLATE_FAILED', String(message).replace(/^\(.*?\).*?\n\s*/s, ''), lineno);
}
