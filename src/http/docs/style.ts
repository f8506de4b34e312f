/** Colours follow the system's choice of light or dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --line: light-dark(#dee2e6, #373a40);
  --dimmed: light-dark(#5c636a, #a6a9ae);
}
body {
  margin: 0 auto;
  max-width: 70rem;
  padding: 0 clamp(12px, 2.5vw, 28px) 4rem;
  background: light-dark(#f6f8fa, #17181a);
  color: light-dark(#1a1b1e, #d5d7da);
  font: 15px/1.5 system-ui, sans-serif;
}
a { color: light-dark(#0b5fa5, #74b9ee); }
:focus-visible { outline: 2px solid light-dark(#0b5fa5, #74b9ee); outline-offset: 2px; }
small, i, summary span, output { color: var(--dimmed); font-weight: normal; font-style: normal; }
form { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
input, button { font: inherit; padding: 4px 10px; border: 1px solid var(--line); border-radius: 6px; }
input { flex: 1 1 16rem; background: light-dark(#fff, #1f2023); color: inherit; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; margin-top: 12px; }
h2 { margin: 2rem 0 .5rem; font-size: 1.2rem; }
h3 { margin: 1rem 0 .25rem; font-size: .95rem; }
details { margin: 6px 0; border: 1px solid var(--line); border-radius: 8px; background: light-dark(#fff, #1f2023); }
summary { padding: 6px 12px; cursor: pointer; overflow-wrap: anywhere; }
details > div { padding: 0 12px 12px; overflow-x: auto; }
summary b { display: inline-block; min-width: 4.2em; font: 600 12px/1.4 ui-monospace, monospace; }
.get { color: light-dark(#0b5fa5, #74b9ee); }
.post { color: light-dark(#1b6e33, #7cd394); }
.put, .patch { color: light-dark(#8a5200, #f0b860); }
.delete { color: light-dark(#c10007, #ff8087); }
code, pre { font: 13px/1.5 ui-monospace, monospace; }
pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; }
th, td { padding: 2px 16px 2px 0; text-align: left; vertical-align: top; }
`;
