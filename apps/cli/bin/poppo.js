#!/usr/bin/env node
// This file must parse and run on any Node, so that an old one is told what is needed.
var version = process.versions.node.split('.').map(Number);
if (version[0] > 22 || (version[0] === 22 && version[1] >= 13)) {
  void Promise.all([import('node:module'), import('node:os')])
    .then(([{ default: module }, { tmpdir }]) => {
      // Whoever can write the cache decides what runs here. Elsewhere the folder may be one of a project.
      if (process.platform !== 'linux' || tmpdir() === '/tmp') module.enableCompileCache();
      return import('../dist/main.js');
    })
    .then(({ main }) => main(process.argv.slice(2)));
} else {
  console.error(
    'poppo needs Node 22.13 or later, and this is Node ' +
      process.versions.node +
      '. Install a newer one: https://nodejs.org',
  );
  process.exitCode = 2;
}
