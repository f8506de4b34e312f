import { Alert, Button, Loader, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '#shared/api/errors.ts';
import type { Texts } from '#shared/i18n/en.ts';
import { useTexts } from '#shared/preferences/use-preferences.ts';

/** What happened, then what to do. */
export function explain(error: unknown, texts: Texts): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error);
  if (error.status === 0) return texts.error.network;
  if (error.status === 403) return texts.error.forbidden;
  const remedies: Readonly<Record<string, string>> = texts.error.remedy;
  const remedy = error.code === null ? undefined : remedies[error.code];
  const message = error.message || (error.status === 404 ? texts.error.notFound : texts.error.status(error.status));
  return remedy === undefined ? message : `${message}\n${remedy}`;
}

/** A failure, with its text and a way to try again. */
export function Failure({ error, title, onRetry }: { error: unknown; title?: string; onRetry?: () => void }) {
  const texts = useTexts();
  return (
    <Alert color="red" variant="light" role="alert" title={title ?? texts.error.title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm" className="pre-line">
          {explain(error, texts)}
        </Text>
        {onRetry && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            {texts.error.retry}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly hint?: string;
  /** The title is that of the whole page. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}

/** Nothing to show, and the next step. */
export function Empty({ title, hint, isPage = false, children }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md">
      <Title order={isPage ? 1 : 2} size="h4" ta="center">
        {title}
      </Title>
      {hint && (
        <Text c="dimmed" ta="center" maw={560}>
          {hint}
        </Text>
      )}
      {children}
    </Stack>
  );
}

export function Waiting() {
  const texts = useTexts();
  return (
    <Stack align="center" py="xl" role="status" aria-label={texts.common.loading}>
      <Loader size="sm" />
    </Stack>
  );
}
