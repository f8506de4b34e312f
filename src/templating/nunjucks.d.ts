/** The parts of nunjucks that the template engine is built on. */
declare module 'nunjucks' {
  export interface Node {
    readonly typename: string;
    readonly fields: readonly string[];
    readonly lineno: number;
    readonly colno: number;
  }
  export interface ValueNode extends Node {
    value: unknown;
  }
  export interface ListNode extends Node {
    children: Node[];
  }
  export interface CompileFrame {
    lookup(name: string): string | undefined;
  }
  export interface RenderFrame {
    lookup(name: string): unknown;
  }
  export interface RenderContext {
    readonly ctx: Readonly<Record<string, unknown>>;
  }
  type NodeClass = new (lineno: number, colno: number, ...fields: unknown[]) => Node;
  export type Tokens = { readonly [TOKENS]: true };
  const TOKENS: unique symbol;
  export class ParserClass {
    constructor(tokens: Tokens);
    parseAsRoot(): Node;
    parseAggregate(): Node | null;
    parseExpression(): Node;
    peekToken(): { type: string; lineno: number; colno: number } | null;
    /** Takes the next token where it is of this type. */
    skip(type: string): boolean;
  }

  export class CompilerClass {
    constructor(name: string, throwOnUndefined?: boolean);
    buffer: string;
    compile(node: Node, frame?: CompileFrame): void;
    getCode(): string;
    _emit(code: string): void;
    _emitLine(code: string): void;
    _emitLoopBindings(node: Node, list: string, at: string, length: string): void;
    compileIf(node: Node, frame: CompileFrame, isAsync?: boolean): void;
  }
  export type RenderFunction = (
    env: EnvironmentClass,
    context: RenderContext,
    frame: RenderFrame,
    runtime: object,
    cb: unknown,
  ) => void;
  export class TemplateClass {
    constructor(source: { type: 'code'; obj: Record<string, RenderFunction> }, env: EnvironmentClass, path: string);
    render(names: object): string;
    rootRenderFunc: RenderFunction;
    compile(): void;
  }
  export class EnvironmentClass {
    constructor(loaders: readonly unknown[], options: { autoescape: boolean });
    filters: Record<string, (...args: never[]) => unknown>;
    tests: Record<string, (...args: never[]) => unknown>;
    globals: Record<string, unknown>;
    getTemplate(...given: unknown[]): unknown;
  }
  export class SafeStringClass {
    readonly val: string;
  }
  const nunjucks: {
    readonly Environment: typeof EnvironmentClass;
    readonly Template: typeof TemplateClass;
    readonly compiler: { readonly Compiler: typeof CompilerClass };
    readonly parser: { readonly Parser: typeof ParserClass };
    readonly lexer: { lex(source: string): Tokens };
    readonly nodes: Readonly<Record<'Filter' | 'NodeList' | 'Symbol' | 'Node', NodeClass>>;
    readonly runtime: { readonly SafeString: typeof SafeStringClass };
  };
  export default nunjucks;
}

declare module 'nunjucks/src/transformer.js' {
  const transformer: {
    transform(node: import('nunjucks').Node, asyncFilters: readonly string[], name: string): import('nunjucks').Node;
  };
  export default transformer;
}
