import { Button, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTexts } from '#shared/preferences/use-preferences.ts';
import { Empty, Failure } from '#shared/widgets/messages.tsx';

export function NotFound() {
  const texts = useTexts();
  return (
    <Empty title={texts.error.title} hint={texts.error.notFound} isPage>
      <Link to="/dags">{texts.common.back}</Link>
    </Empty>
  );
}

/** A fault of the page itself, an old file that a new server no longer has among them. */
export function PageFault({ error }: { error: unknown }) {
  const texts = useTexts();
  return (
    <Stack p="md" align="flex-start">
      <Failure error={error} title={texts.error.crashed} />
      <Button variant="default" onClick={() => window.location.reload()}>
        {texts.error.reload}
      </Button>
    </Stack>
  );
}
