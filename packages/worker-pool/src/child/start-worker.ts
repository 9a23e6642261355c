import { enableCompileCache } from 'node:module';
import { bundledModules } from './bundled-modules.ts';
import { redirectImports } from './redirect-imports.ts';

// What a worker process starts with. The cache must be on before the rest of the code is asked for; its folder is an
// argument, for a variable would reach every command.
const [cacheFolder] = process.argv.splice(2, 1);
if (cacheFolder !== undefined && cacheFolder !== '') enableCompileCache(cacheFolder);
redirectImports(bundledModules, import.meta.url);
await import('./worker-main.ts');
