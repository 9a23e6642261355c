import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { client } from '../api/client.ts';
import { projectsQuery } from '../api/queries.ts';
import type { TaskType } from '../api/types.ts';
import { TaskLink } from '../components/task-link.tsx';
import { propertiesOf } from './field-kind.ts';
import { JsonField } from './json-field.tsx';
import { isObject, type JsonObject, withProperty } from './json-object.ts';
import { mistakesOf } from './mistakes.ts';
import { OptionsFields } from './options-fields.tsx';
import { SchemaField } from './schema-field.tsx';

/** What a {@link TaskForm} edits. */
export interface TaskFormProps {
  readonly types: readonly TaskType[];
  /** The task at first. */
  readonly initial: JsonObject;
  /** The options of its submission at first. */
  readonly initialOptions?: JsonObject;
  /** Called when another type is chosen. */
  readonly onType?: (type: string) => void;
}

/** Submits a task: a form as the JSON Schema of its type says, with the JSON beside it. */
export function TaskForm({ types, initial, initialOptions = {}, onType }: TaskFormProps) {
  const t = useTranslations('taskForm');
  const queries = useQueryClient();
  const { data: projects } = useQuery(projectsQuery);
  const form = useRef<HTMLFormElement>(null);
  const [task, setTask] = useState(initial);
  const [options, setOptions] = useState(initialOptions);
  const submit = useMutation({
    mutationFn: async () =>
      client.tasks.submit({
        task: task as JsonObject & { type: string; projectId: string },
        ...(Object.keys(options).length === 0 ? {} : { options }),
      }),
    onSuccess: async () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['tasks'] }),
        queries.invalidateQueries({ queryKey: ['overview'] }),
      ]),
  });
  const { error } = submit;
  useEffect(() => {
    if (error !== null) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [error]);
  const mistakes = mistakesOf(error);
  const set = (name: string, value: unknown): void => {
    // Fields of the type before are unknown to another one.
    if (name === 'type') onType?.(String(value));
    setTask(withProperty(name === 'type' ? baseFieldsOf(task) : task, name, value));
  };
  const known = types.find(({ type }) => type === task['type']);
  const required: unknown = known?.input['required'];
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const unreadable = form.current?.querySelector<HTMLElement>('textarea:invalid');
    if (unreadable === null || unreadable === undefined) submit.mutate();
    else unreadable.focus();
  };
  const field = (name: string, schema: JsonObject, isRequired = false) => (
    <SchemaField
      key={`${String(task['type'])} ${name}`}
      name={name}
      path={`task.${name}`}
      schema={schema}
      isRequired={isRequired}
      value={task[name]}
      mistakes={mistakes}
      onChange={(value) => set(name, value)}
    />
  );
  return (
    <form className="task-form" ref={form} noValidate onSubmit={onSubmit} aria-label={t('title')}>
      <div>
        {field(
          'type',
          choice(
            types.map(({ type }) => type),
            task['type'],
          ),
          true,
        )}
        {known !== undefined && <p className="hint">{known.description}</p>}
        {field('projectId', choice(projects?.items.map(({ id }) => id) ?? [], task['projectId']), true)}
        {field('id', { type: 'string', description: t('idHint') })}
        {field('timeout', { type: 'integer', description: t('timeoutHint') })}
        {Object.entries(propertiesOf(known?.input ?? {}) ?? {}).map(([name, schema]) =>
          field(name, schema, Array.isArray(required) && required.includes(name)),
        )}
        <OptionsFields options={options} mistakes={mistakes} onChange={setOptions} />
      </div>
      <div>
        <JsonField
          name={t('whole')}
          value={task}
          rows={16}
          onChange={(value) => setTask(isObject(value) ? value : {})}
        />
        {error !== null && (
          <p className="problem" role="alert">
            {error.message}
          </p>
        )}
        <output>
          {submit.data !== undefined && (
            <>
              {t(submit.data.isDuplicate ? 'duplicate' : 'submitted')} <TaskLink id={submit.data.id} />
            </>
          )}
        </output>
        <div className="actions">
          <button type="submit" className="primary" disabled={submit.isPending}>
            {t('submit')}
          </button>
        </div>
      </div>
    </form>
  );
}

/** Returns what every task has. */
const baseFieldsOf = (task: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(task).filter(([name]) => BASE_FIELDS.has(name)));

const BASE_FIELDS: ReadonlySet<string> = new Set(['id', 'type', 'projectId', 'timeout', 'metadata']);

/** The schema of a choice, which has the value at least. */
function choice(names: readonly string[], value: unknown): JsonObject {
  const isMissing = typeof value === 'string' && !names.includes(value);
  return { type: 'string', enum: isMissing ? [...names, value] : names };
}
