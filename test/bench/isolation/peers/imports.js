// Bundled by bundle.ts: loads what a worker with the no-op plugin does, and tells that it has.
import { flushCompileCache } from 'node:module';
import * as core from '@poppobuilder/core';
import * as kit from '@poppobuilder/core/runner-kit';
import * as plugin from '../no-op-plugin/index.js';

globalThis.loaded = [core, kit, plugin];
process.send('ready');
process.on('message', () => {
  flushCompileCache();
  process.exit();
});
process.on('disconnect', () => process.exit());
