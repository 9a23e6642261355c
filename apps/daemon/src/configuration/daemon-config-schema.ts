import type { JsonSchema } from '@poppobuilder/core';
import { jsonSchemaOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { daemonSchema } from './daemon-schema.ts';
import { projectSchema } from './project-configuration.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * Returns the JSON Schema of both configuration files: `poppobuilder.config.json` of a daemon, and `config.json` of a project.
 *
 * @param project - the JSON Schema of `config.json`, with the sections of plugins
 * @param triggers - JSON Schemas of the configurations of triggers, by their names
 */
export function daemonConfigSchema(
  project: JsonSchema,
  triggers: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  const ofProject = asNode(project['properties']);
  const { properties } = jsonSchemaOf(daemonSchema, 'input');
  const daemon = asNode(properties);
  const owned = asNode(jsonSchemaOf(projectSchema, 'input')['properties']);
  const known = Object.entries(triggers);
  const projects = {
    ...asNode(daemon['projects']),
    additionalProperties: {
      type: 'object',
      properties: {
        ...ofProject,
        ...owned,
        ...(known.length === 0 ? {} : { triggers: { ...asNode(owned['triggers']), properties: triggers } }),
      },
      // Sections of plugins that are not installed here.
      additionalProperties: { type: 'object' },
    },
  };
  const whole = { ...daemon, projects };
  return {
    ...project,
    title: 'PoppoBuilder configuration',
    properties: { ...ofProject, ...whole },
    anyOf: [keysOf(ofProject), { ...keysOf(whole), required: ['projects'] }],
  };
}

const keysOf = (properties: Node): JsonSchema => ({ propertyNames: { enum: Object.keys(properties) } });

const asNode = (value: unknown): Node => z.record(z.string(), z.unknown()).catch({}).parse(value);
