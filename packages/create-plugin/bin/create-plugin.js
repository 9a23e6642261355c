#!/usr/bin/env node
// This file must parse and run on any Node, so that an old one is told what is needed.
var version = process.versions.node.split('.').map(Number);
if (version[0] > 22 || (version[0] === 22 && version[1] >= 13)) {
  void import('../dist/main.js').then(function (program) {
    return program.main(process.argv.slice(2));
  });
} else {
  console.error(
    'error: A PoppoBuilder plugin needs Node 22.13 or later, and this is Node ' +
      process.versions.node +
      '. Install a newer one: https://nodejs.org',
  );
  process.exitCode = 2;
}
