import { lazy, Suspense } from 'react';
import { Waiting } from '#shared/widgets/messages.tsx';
import type { CodeViewProps } from './code-view.tsx';

// The editor arrives with the first source text.
const CodeView = lazy(async () => ({ default: (await import('./code-view.tsx')).CodeView }));

export function LazyCode(props: CodeViewProps) {
  return (
    <Suspense fallback={<Waiting />}>
      <CodeView {...props} />
    </Suspense>
  );
}
