import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { copyTestProject, createTestProject, type TestProject } from '../../project/create-test-project.ts';
import type { ProjectFiles } from '../../project/write-files.ts';

/** Projects by the files that they were created with, for as long as this process lives. */
const templates = new Map<string, Promise<TestProject>>();

/** Creates a test project; a second one with the same files is copied from the first. */
export async function projectWith(files: ProjectFiles = {}): Promise<TestProject> {
  const key = JSON.stringify(
    Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString('base64')]),
  );
  const template = templates.get(key) ?? createTemplate(files);
  templates.set(key, template);
  return copyTestProject(await template);
}

async function createTemplate(files: ProjectFiles): Promise<TestProject> {
  const project = await createTestProject({ files });
  process.once('exit', () => rmSync(dirname(project.path), { recursive: true, force: true }));
  return project;
}
