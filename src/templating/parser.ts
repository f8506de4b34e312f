/** nunjucks's parser, and slices, which it does not know: `ds[:4]`, `params.rows[1::2]`. */
import nunjucks, { type Node } from 'nunjucks';

const COLON = 'colon';
const OPENING = 'left-bracket';
const CLOSING = 'right-bracket';

/** What stands between the brackets; a bound that is left out is null. */
export class Slice extends nunjucks.nodes.Node {
  declare readonly start: Node | null;
  declare readonly stop: Node | null;
  declare readonly step: Node | null;

  override get typename(): string {
    return 'Slice';
  }

  override get fields(): readonly string[] {
    return ['start', 'stop', 'step'];
  }
}

/**
 * An index is read like a list of one element. A slice may therefore stand wherever an element of a list does; that it stands in an index is checked with
 * the other rules, when the tree is complete.
 */
class TemplateParser extends nunjucks.parser.Parser {
  /** The next expression stands directly between brackets. */
  #isElement = false;

  override parseAggregate(): Node | null {
    return this.#within(this.peekToken()?.type === OPENING, () => super.parseAggregate());
  }

  override parseExpression(): Node {
    if (!this.#isElement) return super.parseExpression();
    return this.#within(false, () => {
      const { lineno, colno } = this.peekToken() ?? { lineno: 0, colno: 0 };
      const start = this.#bound();
      if (start !== null && this.peekToken()?.type !== COLON) return start;
      const stop = this.#boundAfterColon();
      return new Slice(lineno, colno, start, stop, this.#boundAfterColon());
    });
  }

  #boundAfterColon(): Node | null {
    return this.skip(COLON) ? this.#bound() : null;
  }

  #bound(): Node | null {
    const type = this.peekToken()?.type;
    return type === COLON || type === CLOSING ? null : super.parseExpression();
  }

  #within<T>(isElement: boolean, parse: () => T): T {
    const outer = this.#isElement;
    this.#isElement = isElement;
    const parsed = parse();
    this.#isElement = outer;
    return parsed;
  }
}

export const parse = (source: string): Node => new TemplateParser(nunjucks.lexer.lex(source)).parseAsRoot();
