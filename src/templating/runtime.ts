/** What the compiled code of a template calls. It replaces nunjucks's own runtime, which looks members up along prototypes. */
import nunjucks, { type RenderContext, type RenderFrame } from 'nunjucks';
import { TemplateFault } from './fault.ts';
import { checkList, checkText } from './limits.ts';
import { memberOf, sliceOf } from './members.ts';
import { CALL, isTemplateObject, Later } from './template-object.ts';
import { compare, kindOf, operate, textOf, truth } from './values.ts';

export type NamedFunctions = Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

export interface RuntimeParts {
  filters: NamedFunctions;
  tests: NamedFunctions;
  /** What to say of a name that does not exist, where there is more to say than that. */
  explainMissing?: ((name: string) => string | undefined) | undefined;
}

const undefinedFault = (name: string, line: number, more?: string) =>
  new TemplateFault('TEMPLATE_UNDEFINED', `${name} is undefined${more === undefined ? '' : `: ${more}`}`, line);

/** `onFault` hears of the first fault: nunjucks packs what is thrown into errors of its own. */
export function createRuntime(parts: RuntimeParts, onFault: (error: unknown) => void): object {
  let printed = 0;
  /** Gives what `body` throws its line. */
  const at = <T>(line: number, body: () => T): T => {
    try {
      return body();
    } catch (error) {
      if (error instanceof TemplateFault) error.line ??= line;
      else if (error instanceof Error && !('pending' in error))
        throw noted(new TemplateFault('TEMPLATE_FAILED', error.message, line));
      throw noted(error);
    }
  };
  const noted = <E>(error: E): E => {
    onFault(error);
    return error;
  };
  const asked = ({ value }: Later): unknown => {
    try {
      return value();
    } catch (error) {
      throw noted(error);
    }
  };
  const pick = (what: string, from: NamedFunctions, name: string, line: number) => {
    const found = Object.hasOwn(from, name) ? from[name] : undefined;
    if (found) return found;
    throw noted(new TemplateFault('TEMPLATE_FAILED', `there is no ${what} ${name}`, line));
  };
  return {
    ...nunjucks.runtime,
    find(context: RenderContext, frame: RenderFrame, name: string): unknown {
      const value = frame.lookup(name);
      if (value !== undefined) return value;
      const found = Object.hasOwn(context.ctx, name) ? context.ctx[name] : undefined;
      return found instanceof Later ? asked(found) : found;
    },
    defined(value: unknown, name: string, line: number): unknown {
      if (value !== undefined) return value;
      throw noted(undefinedFault(name, line, parts.explainMissing?.(name)));
    },
    member(value: unknown, key: unknown, line: number, isLenient: boolean): unknown {
      const found = at(line, () => memberOf(value, key));
      if (found !== undefined || isLenient) return found;
      throw noted(undefinedFault(textOf(key), line, `${kindOf(value)} has no such member`));
    },
    slice: (line: number, value: unknown, ...bounds: [unknown, unknown, unknown]) =>
      at(line, () => sliceOf(value, ...bounds)),
    call(value: unknown, name: string, line: number, given: readonly unknown[]): unknown {
      return at(line, () => {
        if (typeof value === 'function') return (value as (...given: readonly unknown[]) => unknown)(...given);
        const call = isTemplateObject(value) ? value[CALL] : undefined;
        if (call) return call(...given);
        throw new TemplateFault('TEMPLATE_FAILED', `${name} is ${kindOf(value)}, which cannot be called`);
      });
    },
    filter(name: string, line: number, given: readonly unknown[], isLenient: boolean): unknown {
      const filter = pick('filter', parts.filters, name, line);
      const value = at(line, () => limited(filter(...given)));
      if (value !== undefined || isLenient) return value;
      throw noted(undefinedFault(`what the filter ${name} gives`, line));
    },
    test(name: string, line: number, given: readonly unknown[]): unknown {
      const test = pick('test', parts.tests, name, line);
      return at(line, () => truth(test(...given)));
    },
    operate: (operator: string, line: number, a: unknown, b: unknown) => at(line, () => operate(operator, a, b)),
    compare: (line: number, ...values: unknown[]) => at(line, () => compare(values)),
    and: (left: unknown, right: () => unknown) => (truth(left) ? right() : left),
    or: (left: unknown, right: () => unknown) => (truth(left) ? left : right()),
    truth,
    dict: (entries: readonly (readonly [string, unknown])[]) => Object.fromEntries(entries),
    print(value: unknown): string {
      const text = textOf(value);
      printed += text.length;
      try {
        checkText(printed);
      } catch (error) {
        throw noted(error);
      }
      return text;
    },
  };
}

function limited(value: unknown): unknown {
  if (typeof value === 'string') checkText(value.length);
  if (Array.isArray(value)) checkList(value.length);
  return value;
}
