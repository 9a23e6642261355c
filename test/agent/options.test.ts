import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AgentProject } from '../support/agent-project.ts';
import { runs, says, startModelApi, uses } from '../support/model-api.ts';
import { startScriptedApi } from '../support/scripted-api.ts';
import { ISOLATIONS } from '../support/ways.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 30_000 });

/** A server of the Model Context Protocol with one tool, which says what its variable holds. */
const MCP_SERVER = `
import { createInterface } from 'node:readline';
const answer = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (method === 'initialize') {
    const { protocolVersion } = params;
    answer(id, { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'birds', version: '1.0.0' } });
  } else if (method === 'tools/list') {
    answer(id, { tools: [{ name: 'name_it', description: 'Names a bird.', inputSchema: { type: 'object' } }] });
  } else if (method === 'tools/call') {
    answer(id, { content: [{ type: 'text', text: 'It is a ' + process.env.BIRD + '.' }] });
  } else if (id !== undefined) answer(id, {});
});
`;

const servers = (script: string): { mcpServers: Record<string, Record<string, unknown>> } => ({
  mcpServers: { birds: { command: process.execPath, args: [script], env: { BIRD: 'heron' } } },
});

const USES_SERVER = [uses('mcp__birds__name_it', {}), says('A heron.')];

describe('the real agent', () => {
  it('never uses a disallowed tool, whatever else is allowed', async () => {
    await using api = await startModelApi([runs('touch made-it'), says('I was not allowed to.')]);
    await using project = new AgentProject({
      apiUrl: api.url,
      agent: { disallowedTools: ['WebFetch'], allowedTools: ['Bash'] },
    });
    await project.run({ prompt: 'Touch it.', disallowedTools: ['Bash'] });
    expect(existsSync(join(project.path, 'made-it'))).toBe(false);
    const [request] = api.requests();
    expect(request).toContain('"name":"Edit"');
    expect(request).not.toContain('"name":"Bash"');
    expect(request).not.toContain('"name":"WebFetch"');
  });

  it('uses the fallback model when the first one is overloaded, and thinks as much as it is told to', async () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const refusal = { status: 529, headers: {}, body: overloaded };
    await using api = await startScriptedApi([refusal, refusal, refusal, says('Here I am.')]);
    await using project = new AgentProject({
      apiUrl: api.url,
      agent: { model: 'claude-opus-4-8', fallbackModel: 'claude-sonnet-4-6', effort: 'low' },
      environment: { CLAUDE_CODE_MAX_RETRIES: '5' },
    });
    expect((await project.run({ prompt: 'Hello.' })).output).toBe('Here I am.');
    const requests = api
      .requests()
      .map((text) => JSON.parse(text) as { model: string; output_config: object });
    expect(requests[0]).toMatchObject({ model: 'claude-opus-4-8', output_config: { effort: 'low' } });
    expect(requests.at(-1)?.model).toBe('claude-sonnet-4-6');
  });

  it.each([
    { place: 'in the configuration', isolation: undefined },
    { place: 'in a file', isolation: ISOLATIONS.at(-1) },
  ])('uses the MCP servers of the operator, given $place', async ({ place, isolation }) => {
    await using api = await startModelApi(USES_SERVER);
    const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-servers-'));
    try {
      const path = join(folder, 'servers.json');
      const config = servers('server.mjs');
      writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
      await using project = new AgentProject({
        apiUrl: api.url,
        ...(isolation === undefined ? {} : { isolation }),
        files: { 'server.mjs': MCP_SERVER },
        agent: { mcpConfig: place === 'in a file' ? path : config },
      });
      await project.run({ prompt: 'Which bird?', allowedTools: ['mcp__birds__name_it'] });
      expect(api.requests()[1]).toContain('It is a heron.');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is not started with MCP servers of a file that cannot be read', async () => {
    await using api = await startModelApi([]);
    await using project = new AgentProject({
      apiUrl: api.url,
      agent: { mcpConfig: '/nowhere/servers.json' },
    });
    await expect(project.run({ prompt: 'Hello.' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining(
        'agent.mcpConfig: the file /nowhere/servers.json cannot be read',
      ) as string,
      retryable: false,
    });
    expect(api.requests()).toEqual([]);
  });

  it('takes from the file inside the project no MCP servers, but what it may not use', async () => {
    await using api = await startModelApi([says('Hello.')]);
    const agent = { mcpConfig: servers('server.mjs'), disallowedTools: ['Bash'] };
    await using project = new AgentProject({
      apiUrl: api.url,
      files: { 'server.mjs': MCP_SERVER, '.poppo/config.json': JSON.stringify({ agent }) },
    });
    await project.run({ prompt: 'Hello.' });
    const [request] = api.requests();
    expect(request).not.toContain('mcp__birds');
    expect(request).not.toContain('"name":"Bash"');
    expect(request).toContain('"name":"Edit"');
  });
});
