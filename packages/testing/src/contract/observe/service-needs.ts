import type { ServiceTokens } from '@poppobuilder/core';

/** What real services do that fakes do not, by the id of their token: a handler that uses one must declare it. */
const NEEDS: Readonly<Record<string, readonly ('commands' | 'network')[]>> = {
  '@poppobuilder/agent/CodingAgent': ['commands', 'network'],
  '@poppobuilder/core/CommandRunner': ['commands'],
  '@poppobuilder/core/ProcessSupervisor': ['commands'],
  '@poppobuilder/github/Authors': ['network'],
  '@poppobuilder/github/ClaimAuthority': ['network'],
  '@poppobuilder/github/GitHub': ['network'],
  '@poppobuilder/github/IssueLabels': ['network'],
  '@poppobuilder/github/Replies': ['network'],
};

/** Returns what the used ones of a handler's services need, with the name under which it has each. */
export function needsOf(
  tokens: ServiceTokens,
  used: ReadonlySet<string>,
): (readonly [service: string, permission: 'commands' | 'network'])[] {
  return [...used].flatMap((name) =>
    (NEEDS[tokens[name]?.id ?? ''] ?? []).map((permission) => [name, permission] as const),
  );
}
