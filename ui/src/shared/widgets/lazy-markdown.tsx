import { lazy, Suspense } from 'react';
import { Waiting } from './messages.tsx';

// What reads Markdown arrives with the first of it.
const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }));

export function LazyMarkdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<Waiting />}>
      <Markdown text={text} />
    </Suspense>
  );
}
