import { cpSync } from 'node:fs';

// The page is part of what this package publishes.
cpSync(new URL('../dashboard/dist', import.meta.url), new URL('dist/page', import.meta.url), {
  recursive: true,
});
