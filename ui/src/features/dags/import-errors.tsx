import { Alert, Button, Collapse, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { importErrorsQuery } from '#shared/api/queries/dags.ts';
import { useFormat, useTexts } from '#shared/preferences/use-preferences.ts';
import classes from './import-errors.module.css';

/** Says which DAG files could not be loaded, and shows where and why. */
export function ImportErrors() {
  const texts = useTexts();
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({ ...importErrorsQuery, refetchOnWindowFocus: true });
  if (data === undefined || data.total_entries === 0) return null;
  return (
    <Alert color="red" variant="light" title={texts.importErrors.title(data.total_entries)} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{texts.importErrors.hint}</Text>
        <Button size="compact-sm" variant="default" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? texts.importErrors.hide : texts.importErrors.show}
        </Button>
        <Collapse expanded={opened} w="100%">
          <Stack gap="sm">
            {data.import_errors.map((one) => (
              <section key={one.import_error_id}>
                <Text size="sm" fw={600} className="pre-line">
                  {one.filename}
                </Text>
                <Text size="xs">{format.dateTime(one.timestamp)}</Text>
                {/* A text that scrolls has to be reachable with the keyboard. */}
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
                <pre className={classes.trace} tabIndex={0}>
                  {one.stack_trace}
                </pre>
              </section>
            ))}
          </Stack>
        </Collapse>
      </Stack>
    </Alert>
  );
}
