import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AuthGate } from '#features/auth/auth-gate.tsx';
import { queryClient } from '#shared/api/query-client.ts';
import { loadTexts } from '#shared/i18n/languages.ts';
import { languageOf, preferences } from '#shared/preferences/store.ts';
import { router } from './routes/router.tsx';
import { theme } from './theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root.');

// Where they cannot be had, the page is English.
await loadTexts(languageOf(preferences.get())).catch(() => undefined);

// The variables and classes of Mantine come from its style sheet: a style element made by a script is refused by our content policy.
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateCssVariables
    >
      <QueryClientProvider client={queryClient}>
        <AuthGate>
          <RouterProvider router={router} />
        </AuthGate>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
