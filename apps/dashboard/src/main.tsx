import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './api/query-client.ts';
import { LanguageProvider } from './i18n/language-provider.tsx';
import { createAppRouter } from './router.tsx';
import './theme/tokens.css';
import './theme/base.css';
import './theme/components.css';

const root = document.querySelector('#root');
if (root === null) throw new Error('The document has no element with the id "root".');

const queries = createQueryClient();
const router = createAppRouter();

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <LanguageProvider>
        <RouterProvider router={router} />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
