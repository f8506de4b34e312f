/**
 * From the text of a template to code. nunjucks parses it; what it would compile by JavaScript's rules is compiled by Python's: undefined names
 * are errors, empty lists are false, dates add up, and no member is read but through the runtime's own look-up.
 *
 * The code is made of text, so everything that becomes a part of it is checked first: nunjucks takes `a"b` for a name, which would end the
 * string it is put in.
 */
import nunjucks, { type CompileFrame, type ListNode, type Node, type ValueNode } from 'nunjucks';
import transformer from 'nunjucks/src/transformer.js';
import { TemplateFault } from './fault.ts';
import { parse, Slice } from './parser.ts';

/** What a template may be made of. Left out: asynchronous loops, extensions, `switch`. */
const KNOWN = new Set(
  `Root NodeList Output TemplateData Literal Symbol Group Array Pair Dict LookupVal If InlineIf For Macro Caller Import FromImport
   Slice FunCall Filter KeywordArgs Block Super Extends Include Set Capture Compare CompareOperand In Is And Or Not Add Concat Sub Mul Div FloorDiv
   Mod Pow Neg Pos`.split(/\s+/),
);
const NAME = /^(?!__)[\p{ID_Start}_]\p{ID_Continue}*$/u;
/** Turns what a loop goes over into a list. */
export const ITERATE = 'iterate';

type Binary = Node & { left: Node; right: Node };
const isSymbol = (node: Node): node is ValueNode => node.typename === 'Symbol';

/** Throws `TEMPLATE_INVALID`. */
export function parseTemplate(source: string): Node {
  try {
    // As in Jinja, one end of line at the end of a template is not part of it.
    const tree = parse(source.replace(/\r?\n$/, ''));
    walk(tree, checkNode);
    return tree;
  } catch (error) {
    if (error instanceof TemplateFault) throw error;
    const { message, lineno } = error as Error & { lineno?: number };
    // Without a line where the template ended too early.
    const line = lineno ?? source.split('\n').length;
    throw new TemplateFault('TEMPLATE_INVALID', message.replace(/^\(.*?\).*?\n\s*/s, ''), line);
  }
}

/** Names of other templates that are written as texts in this one. */
export function referencedTemplates(tree: Node): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (!('template' in node)) return;
    const name = node.template as ValueNode;
    if (name.typename === 'Literal' && typeof name.value === 'string') found.push(name.value);
  });
  return found;
}

/** The code of a function that gives the parts of the template. */
export function compileTree(tree: Node, name: string): string {
  walk(tree, (node) => {
    if (node.typename !== 'For') return;
    const loop = node as Node & { arr: Node; name: Node };
    if (!isSymbol(loop.name)) return;
    const { lineno, colno } = loop;
    const { Filter, NodeList, Symbol: Name } = nunjucks.nodes;
    const list = new NodeList(lineno, colno, [loop.arr]);
    loop.arr = new Filter(lineno, colno, new Name(lineno, colno, ITERATE), list);
  });
  const compiler = new SafeCompiler(name, false);
  compiler.compile(transformer.transform(tree, [], name));
  return compiler.getCode();
}

/** Every node below, also those that nunjucks does not list among the fields of their parent. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one instanceof nunjucks.nodes.Node) walk(one, visit);
  }
}

function checkNode(node: Node): void {
  const refuse = (reason: string) => {
    throw new TemplateFault('TEMPLATE_INVALID', reason, node.lineno + 1);
  };
  if (!KNOWN.has(node.typename)) refuse(`${node.typename} is not allowed in a template`);
  if (isSymbol(node) && !NAME.test(String(node.value))) refuse(`${JSON.stringify(node.value)} is no name`);
  if (node.typename === 'Literal' && (node as ValueNode).value instanceof RegExp)
    refuse('regular expressions are not allowed');
  if (node.typename === 'Array' && (node as ListNode).children.some((one) => one instanceof Slice))
    refuse('a slice stands after what it is taken of');
  for (const name of namesBoundBy(node)) if (!isSymbol(name)) refuse('a name stands here, and nothing else');
}

/** What nunjucks puts into the code as a name without a look at it. */
function namesBoundBy(node: Node): Node[] {
  const parts = node as Node & Record<'name' | 'names' | 'args' | 'target', ListNode> & { targets: Node[] };
  const pairs = (one: Node): Node[] => {
    if (one.typename !== 'Pair') return [one];
    const { key, value } = one as Node & { key: Node; value: Node };
    return [key, value];
  };
  switch (node.typename) {
    case 'For':
      return parts.name.typename === 'Array' ? parts.name.children : [parts.name];
    case 'Set':
      return parts.targets;
    case 'Block':
      return [parts.name];
    case 'Import':
      return [parts.target];
    case 'FromImport':
      return parts.names.children.flatMap(pairs);
    case 'Macro':
    case 'Caller':
      return [parts.name, ...parts.args.children.flatMap(parameterNames)];
    default:
      return [];
  }
}

const parameterNames = (node: Node): Node[] =>
  node.typename === 'Symbol' ? [node] : (node as Node & { children: { key: Node }[] }).children.map(({ key }) => key);

class SafeCompiler extends nunjucks.compiler.Compiler {
  /** The expression whose value may be undefined: it is asked whether it is. */
  private lenient: Node | undefined;

  compileSymbol(node: ValueNode, frame: CompileFrame): void {
    const local = frame.lookup(String(node.value));
    const name = JSON.stringify(node.value);
    const value = local ?? `runtime.find(context, frame, ${name})`;
    this._emit(this.lenient === node ? value : `runtime.defined(${value}, ${name}, ${node.lineno + 1})`);
  }

  compileLookupVal(node: Node & { target: Node; val: Node }, frame: CompileFrame): void {
    const isLenient = this.lenient === node;
    if (node.val instanceof Slice) {
      this.compileSlice(node.target, node.val, frame);
      return;
    }
    this._emit('runtime.member(');
    this.compile(node.target, frame);
    this._emit(', ');
    this.compile(node.val, frame);
    this._emit(`, ${node.lineno + 1}, ${isLenient})`);
  }

  private compileSlice(target: Node, { start, stop, step, lineno }: Slice, frame: CompileFrame): void {
    this._emit(`runtime.slice(${lineno + 1}, `);
    this.compile(target, frame);
    for (const bound of [start, stop, step]) {
      this._emit(', ');
      if (bound === null) this._emit('null');
      else this.compile(bound, frame);
    }
    this._emit(')');
  }

  compileFunCall(node: Node & { name: Node; args: ListNode }, frame: CompileFrame): void {
    this._emit('runtime.call(');
    this.compile(node.name, frame);
    this._emit(`, ${JSON.stringify(nameOf(node.name))}, ${node.lineno + 1}, [`);
    this.list(node.args.children, frame);
    this._emit('])');
  }

  compileFilter(node: Node & { name: ValueNode; args: ListNode }, frame: CompileFrame): void {
    const isLenient = this.lenient === node;
    const name = String(node.name.value);
    if (name === 'default' || name === 'd') this.lenient = node.args.children[0];
    this._emit(`runtime.filter(${JSON.stringify(name)}, ${node.lineno + 1}, [`);
    this.list(node.args.children, frame);
    this._emit(`], ${isLenient})`);
  }

  compileIs(
    node: Binary & { right: { value?: unknown; name?: ValueNode; args?: ListNode } },
    frame: CompileFrame,
  ): void {
    const name = String(node.right.name?.value ?? node.right.value);
    if (name === 'defined' || name === 'undefined') this.lenient = node.left;
    this._emit(`runtime.test(${JSON.stringify(name)}, ${node.lineno + 1}, [`);
    this.list([node.left, ...(node.right.args?.children ?? [])], frame);
    this._emit('])');
  }

  compileIn(node: Binary, frame: CompileFrame): void {
    this.operation('in', node, frame);
  }

  compileAdd(node: Binary, frame: CompileFrame): void {
    this.operation('+', node, frame);
  }

  compileSub(node: Binary, frame: CompileFrame): void {
    this.operation('-', node, frame);
  }

  compileMul(node: Binary, frame: CompileFrame): void {
    this.operation('*', node, frame);
  }

  compileDiv(node: Binary, frame: CompileFrame): void {
    this.operation('/', node, frame);
  }

  compileFloorDiv(node: Binary, frame: CompileFrame): void {
    this.operation('//', node, frame);
  }

  compileMod(node: Binary, frame: CompileFrame): void {
    this.operation('%', node, frame);
  }

  compilePow(node: Binary, frame: CompileFrame): void {
    this.operation('**', node, frame);
  }

  compileConcat(node: Binary, frame: CompileFrame): void {
    this.operation('~', node, frame);
  }

  compileNeg(node: Node & { target: Node }, frame: CompileFrame): void {
    this._emit(`runtime.operate("-", ${node.lineno + 1}, 0, `);
    this.compile(node.target, frame);
    this._emit(')');
  }

  compilePos(node: Node & { target: Node }, frame: CompileFrame): void {
    this._emit(`runtime.operate("+", ${node.lineno + 1}, 0, `);
    this.compile(node.target, frame);
    this._emit(')');
  }

  compileAnd(node: Binary, frame: CompileFrame): void {
    this.choice('and', node, frame);
  }

  compileOr(node: Binary, frame: CompileFrame): void {
    this.choice('or', node, frame);
  }

  compileNot(node: Node & { target: Node }, frame: CompileFrame): void {
    this._emit('!');
    this.truth(node.target, frame);
  }

  compileCompare(node: Node & { expr: Node; ops: (Node & { expr: Node; type: string })[] }, frame: CompileFrame): void {
    this._emit(`runtime.compare(${node.lineno + 1}, `);
    this.compile(node.expr, frame);
    for (const { type, expr } of node.ops) {
      this._emit(`, ${JSON.stringify(type)}, `);
      this.compile(expr, frame);
    }
    this._emit(')');
  }

  compileInlineIf(node: Node & { cond: Node; body: Node; else_: Node | null }, frame: CompileFrame): void {
    this._emit('(');
    this.truth(node.cond, frame);
    this._emit('?');
    this.compile(node.body, frame);
    this._emit(':');
    if (node.else_ === null) this._emit('""');
    else this.compile(node.else_, frame);
    this._emit(')');
  }

  override compileIf(node: Node & { cond: Node }, frame: CompileFrame, isAsync?: boolean): void {
    const { cond } = node;
    const { lineno, colno } = cond;
    const { Filter, NodeList, Symbol: Name } = nunjucks.nodes;
    node.cond = new Filter(lineno, colno, new Name(lineno, colno, 'truth'), new NodeList(lineno, colno, [cond]));
    super.compileIf(node, frame, isAsync);
  }

  /** `(a, b)` is a list of two; `(a)` is `a`. */
  compileGroup(node: ListNode, frame: CompileFrame): void {
    this._emit(node.children.length === 1 ? '(' : '[');
    this.list(node.children, frame);
    this._emit(node.children.length === 1 ? ')' : ']');
  }

  /** Not as `{...}`: the key `__proto__` is a key like any other. */
  compileDict(node: { children: { key: ValueNode; value: Node }[] }, frame: CompileFrame): void {
    this._emit('runtime.dict([');
    for (const { key, value } of node.children) {
      this._emit(`[${JSON.stringify(String(key.value))}, `);
      this.compile(value, frame);
      this._emit('], ');
    }
    this._emit('])');
  }

  compileOutput(node: ListNode, frame: CompileFrame): void {
    for (const child of node.children) {
      this._emit(`${this.buffer} += runtime.print(`);
      if (child.typename === 'TemplateData') this._emit(JSON.stringify((child as ValueNode).value));
      else this.compile(child, frame);
      this._emitLine(');');
    }
  }

  private operation(operator: string, { left, right, lineno }: Binary, frame: CompileFrame): void {
    this._emit(`runtime.operate(${JSON.stringify(operator)}, ${lineno + 1}, `);
    this.list([left, right], frame);
    this._emit(')');
  }

  /** The right side is looked at only where the left one does not decide. */
  private choice(name: 'and' | 'or', { left, right }: Binary, frame: CompileFrame): void {
    this._emit(`runtime.${name}(`);
    this.compile(left, frame);
    this._emit(', () => ');
    this.compile(right, frame);
    this._emit(')');
  }

  private truth(node: Node, frame: CompileFrame): void {
    this._emit('runtime.truth(');
    this.compile(node, frame);
    this._emit(')');
  }

  private list(nodes: readonly Node[], frame: CompileFrame): void {
    for (const [at, node] of nodes.entries()) {
      if (at > 0) this._emit(', ');
      this.compile(node, frame);
    }
  }
}

/** An expression as it is named in messages. */
function nameOf(node: Node): string {
  if (isSymbol(node)) return String(node.value);
  if (node.typename !== 'LookupVal') return 'the expression';
  const { target, val } = node as Node & { target: Node; val: Node };
  return `${nameOf(target)}.${String((val as ValueNode).value ?? '...')}`;
}
