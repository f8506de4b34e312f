import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { codeTheme } from './editor-theme.ts';

export interface CodeViewProps {
  readonly text: string;
  /** The text that it is compared with; absent: none. */
  readonly before?: string | undefined;
  readonly language: 'typescript' | 'python';
  /** Line to go to, counted from 1. */
  readonly line?: number | undefined;
  readonly label: string;
  /** Of a comparison all lines are shown, also those far from any change. */
  readonly isWhole?: boolean;
  readonly onLine: (line: number) => void;
}

const markLine = StateEffect.define<number | null>();

/** The line of the address. */
const markedLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { effects, state }) {
    for (const effect of effects) {
      if (!effect.is(markLine)) continue;
      if (effect.value === null || effect.value > state.doc.lines) return Decoration.none;
      const { from } = state.doc.line(effect.value);
      return Decoration.set([Decoration.line({ class: 'cm-marked-line' }).range(from)]);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Lines between two changes that are shown around each. */
const AROUND = 4;

/**
 * A source text with its lines, or what has changed in it. It stands in a shadow root: there the styles of the editor are constructed
 * style sheets, which the content policy of the page allows; elsewhere they would be <style> elements, which it refuses.
 */
export function CodeView({ text, before, language, line, label, isWhole = false, onLine }: CodeViewProps) {
  const { code: words } = useTexts();
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const go = useRef(onLine);
  useEffect(() => {
    go.current = onLine;
  });
  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const extensions: Extension[] = [
      EditorState.readOnly.of(true),
      EditorState.phrases.of({ '$ unchanged lines': words.unchanged }),
      EditorView.editable.of(false),
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true', tabindex: '0' }),
      lineNumbers({
        domEventHandlers: {
          mousedown: (view, block) => {
            go.current(view.state.doc.lineAt(block.from).number);
            return true;
          },
        },
      }),
      language === 'python' ? python() : javascript({ typescript: true }),
      markedLine,
      codeTheme,
    ];
    if (before !== undefined)
      extensions.push(
        unifiedMergeView({
          original: before,
          mergeControls: false,
          ...(!isWhole && { collapseUnchanged: { margin: AROUND, minSize: AROUND * 2 } }),
        }),
      );
    const view = new EditorView({ doc: text, extensions, root, parent: root });
    editor.current = view;
    return () => {
      view.destroy();
      editor.current = null;
    };
  }, [text, before, language, label, isWhole, words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another editor
  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const effects: StateEffect<unknown>[] = [markLine.of(line ?? null)];
    if (line !== undefined && line <= view.state.doc.lines)
      effects.push(EditorView.scrollIntoView(view.state.doc.line(line).from, { y: 'center' }));
    view.dispatch({ effects });
  }, [line, text, before, language, label, isWhole, words]);
  return <div ref={host} data-testid="code" />;
}
