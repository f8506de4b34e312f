import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalPython } from './canonical-python.ts';

const same = (a: string, b: string) => assert.equal(canonicalPython(a), canonicalPython(b));
const other = (a: string, b: string) => assert.notEqual(canonicalPython(a), canonicalPython(b));

const SCRIPT = `import os
def load(path):
    """Reads # what is there."""
    text = 'a # b'
    return os.path.join(path, text)
`;

test('comments, blank lines and blanks at the ends of lines are not code', () => {
  same(SCRIPT, `# why\n\n${SCRIPT.replace("'a # b'", "'a # b'   # it's said").replaceAll('\n', '\r\n\n')}`);
  same('x = 1\n', 'x = 1');
});

test('texts and indentation are code, to the last blank', () => {
  other(SCRIPT, SCRIPT.replace('a # b', 'a # c'));
  other(SCRIPT, SCRIPT.replace('# what', '# all that'));
  other('if x:\n  a()\n  b()\n', 'if x:\n  a()\nb()\n');
  other('t = """\n\n# one\n"""\n', 't = """\n# one\n"""\n');
  other(`a = r'\\' # x'\n`, `a = r'\\' # y'\n`);
});

test('what is not certain counts as it stands', () => {
  // From 3.12 on one text with code in it; before, two texts and a comment.
  other(`a = f"{d["# x"]}"\n`, `a = f"{d["# y"]}"\n`);
  other(`a = 'open # one\n`, `a = 'open # two\n`);
  same(`a = f"{{x}} {y}" # one\n`, `a = f"{{x}} {y}"\n`);
});
