import { describe, expect, it } from 'vitest';
import { type ArgumentParts, codexArguments } from './codex-arguments.ts';

const PARTS: ArgumentParts = {
  options: {
    cwd: '/work',
    model: undefined,
    effort: undefined,
    permissionMode: 'acceptEdits',
    sessionId: undefined,
    idleTimeout: 300_000,
  },
  instructions: undefined,
  schema: undefined,
  baseUrl: undefined,
  maxRetries: undefined,
  isConfined: false,
  isOwnHome: true,
};

const argumentsOf = (parts: Partial<ArgumentParts> = {}, options: object = {}): string[] =>
  codexArguments({ ...PARTS, ...parts, options: { ...PARTS.options, ...options } });

describe('the arguments of Codex', () => {
  it('keep the settings of the repository out, and the prompt on standard input', () => {
    const args = argumentsOf();
    expect(args.slice(0, 2)).toEqual(['exec', '--json']);
    expect(args).toContain('--ignore-rules');
    expect(args).toContain('--ignore-user-config');
    expect(args).toContain('--config=project_doc_max_bytes=0');
    expect(args).toContain('--config=shell_environment_policy.exclude=["CODEX_API_KEY","OPENAI_*"]');
    expect(args.at(-1)).toBe('-');
    expect(args.join(' ')).not.toContain('model_provider');
  });

  it('pass on the effort', () => {
    expect(argumentsOf({}, { effort: 'high' })).toContain('--config=model_reasoning_effort="high"');
    expect(argumentsOf().join(' ')).not.toContain('model_reasoning_effort');
  });

  it('let the settings of a home that the operator names count', () => {
    expect(argumentsOf({ isOwnHome: false })).not.toContain('--ignore-user-config');
  });

  it.each([
    ['plan', 'read-only'],
    ['default', 'read-only'],
    ['acceptEdits', 'workspace-write'],
    ['bypassPermissions', 'danger-full-access'],
    ['dontAsk', 'read-only'],
  ])('turn the permission mode %s into the sandbox %s', (permissionMode, sandbox) => {
    expect(argumentsOf({}, { permissionMode })).toContain(`--sandbox=${sandbox}`);
    expect(argumentsOf({ isConfined: true }, { permissionMode })).toContain('--sandbox=danger-full-access');
  });

  it('cannot be read as flags, whatever a session, a model or instructions are called', () => {
    const args = argumentsOf({ instructions: '"\n--yolo' }, { sessionId: '--last', model: '--yolo' });
    expect(args.slice(-4)).toEqual(['resume', '--', '--last', '-']);
    expect(args).toContain('--model=--yolo');
    expect(args).toContain(String.raw`--config=developer_instructions="\"\n--yolo"`);
    expect(args).not.toContain('--yolo');
  });

  it('name the provider with its timeout and retries where there is a key', () => {
    const args = argumentsOf({ baseUrl: 'https://proxy.example/v1', maxRetries: 0 }, { idleTimeout: 1_500 });
    const provider = args.filter((arg) => arg.startsWith('--config=model_provider'));
    expect(provider).toContain('--config=model_provider="poppobuilder"');
    expect(provider).toContain('--config=model_providers.poppobuilder.base_url="https://proxy.example/v1"');
    expect(provider).toContain('--config=model_providers.poppobuilder.stream_idle_timeout_ms=1500');
    expect(provider).toContain('--config=model_providers.poppobuilder.stream_max_retries=0');
  });
});
