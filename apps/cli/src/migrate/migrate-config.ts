import type { Migration } from './rewrite-file.ts';

type Config = Readonly<Record<string, unknown>>;

/** Returns the configuration of a project of PoppoBuilder Suite in our form. Other keys stay as they are. */
export function migrateConfig(config: Config): Migration {
  const { language, systemPrompt, ...others } = config;
  const ofLanguage = migrateLanguage(language);
  const isOurs = language === undefined || typeof language === 'string';
  const ofPrompt = systemPrompt === undefined ? [] : migrateSystemPrompt(systemPrompt);
  return {
    value: { ...(ofLanguage === undefined ? {} : { language: ofLanguage }), ...others },
    changes: [...(isOurs ? [] : languageChanges(language, ofLanguage)), ...ofPrompt],
  };
}

function migrateLanguage(language: unknown): unknown {
  if (typeof language !== 'object' || language === null) return language;
  const { primary, fallback } = language as Config;
  return primary ?? fallback;
}

function languageChanges(language: unknown, ours: unknown): string[] {
  const { primary, fallback } = Object(language) as Config;
  const made =
    ours === undefined
      ? '"language" is removed: it named none.'
      : `"language" is ${JSON.stringify(ours)} in place of an object.`;
  const isDropped = fallback !== undefined && primary !== undefined && fallback !== primary;
  return [
    made,
    ...(isDropped
      ? [
          `"language.fallback" (${JSON.stringify(fallback)}) is removed: there is one language for prompts and replies.`,
        ]
      : []),
  ];
}

function migrateSystemPrompt(systemPrompt: unknown): string[] {
  const { enforceLanguage, customInstructions, ...others } = Object(systemPrompt) as Config;
  const hasInstructions = typeof customInstructions === 'string' && customInstructions.trim() !== '';
  return [
    ...(enforceLanguage === undefined
      ? []
      : ['"systemPrompt.enforceLanguage" is removed: the agent is always asked to reply in "language".']),
    ...(hasInstructions
      ? [
          `"systemPrompt.customInstructions" is removed: put the instructions into CLAUDE.md, which the agent reads. They were: ${JSON.stringify(customInstructions)}.`,
        ]
      : []),
    ...Object.keys(others).map((key) => `"systemPrompt.${key}" is removed: there is nothing like it.`),
    ...(enforceLanguage === undefined && !hasInstructions && Object.keys(others).length === 0
      ? ['"systemPrompt" is removed: it was empty.']
      : []),
  ];
}
