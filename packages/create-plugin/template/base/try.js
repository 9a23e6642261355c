// Runs task.json in an isolated worker, on this folder or on the project that you name: npm run try ../my-app
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { runTask } from '@poppobuilder/testing';

const task = JSON.parse(readFileSync(new URL('task.json', import.meta.url), 'utf8'));
const project = { path: resolve(process.argv[2] ?? '.') };
const { result, error, logs } = await runTask(import.meta.dirname, task, { project, isolation: 'process' });
for (const { message } of logs) console.log(message);
if (error !== undefined) process.exitCode = 1;
console.log(error === undefined ? result : `${error.code}: ${error.message}`);
