/** Colours of the code, for both themes at once: `light-dark()` follows the page into the shadow root. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const style = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword],
    color: 'light-dark(#a02070, #ff8fc7)',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'light-dark(#1b6b2f, #8fd694)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'light-dark(#8a4600, #ffb870)' },
  {
    tag: [tags.lineComment, tags.blockComment, tags.docComment],
    color: 'light-dark(#5c636a, #a6a9ae)',
    fontStyle: 'italic',
  },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: 'light-dark(#0b5fa5, #8cc4f5)' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'light-dark(#5f3dc4, #b9a3ff)' },
  { tag: [tags.propertyName, tags.attributeName], color: 'light-dark(#00606b, #7fd8e3)' },
]);

const frame = EditorView.theme({
  '&': { fontSize: '13px', color: 'light-dark(#1f2328, #e3e5e8)', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: '2px solid light-dark(#0b5fa5, #74b9ee)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace', lineHeight: '20px' },
  '.cm-gutters': {
    color: 'light-dark(#5c636a, #a6a9ae)',
    backgroundColor: 'light-dark(#f6f8fa, #25262b)',
    borderRight: '1px solid light-dark(#dee2e6, #373a40)',
  },
  '.cm-lineNumbers .cm-gutterElement': { cursor: 'pointer', minWidth: '44px' },
  '.cm-marked-line': { backgroundColor: 'light-dark(#fff3bf, #4a3c00)' },
  '.cm-changedLine': { backgroundColor: 'light-dark(#e6f6ea, #12331c) !important' },
  '.cm-deletedChunk': { backgroundColor: 'light-dark(#fdecec, #3d1719)' },
  '.cm-changedText': { background: 'light-dark(#b5e3c1, #1f5c33) !important' },
  '.cm-deletedText': { background: 'light-dark(#f7c5c5, #7a2a2e) !important' },
  '.cm-collapsedLines': {
    color: 'light-dark(#343a40, #ced4da)',
    background: 'light-dark(#f1f3f5, #2a2c31) !important',
    cursor: 'pointer',
  },
  // Its own sign is in few fonts.
  '.cm-collapsedLines:before': { content: '"⋯"' },
  '.cm-collapsedLines:after': { content: '"⋯"' },
});

export const codeTheme = [syntaxHighlighting(style), frame];
