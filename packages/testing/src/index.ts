export {
  createTestProject,
  type TestProject,
  type TestProjectOptions,
} from './project/create-test-project.ts';
export type { ProjectFiles } from './project/write-files.ts';
export type { PluginUnderTest } from './run/open-runner.ts';
export { runTask } from './run/run-task.ts';
export { runTrigger, type RunTriggerOptions } from './run/run-trigger.ts';
export type { ProjectFolder, RunTaskOptions, TestTask } from './run/run-task-options.ts';
export type { RecordedEvent, RecordedLog, TaskOutcome, TaskRecords } from './run/task-outcome.ts';
export { type AuthorCall, fakeAuthors } from './fakes/fake-authors.ts';
export { fakeClaimAuthority } from './fakes/fake-claim-authority.ts';
export {
  type AgentCall,
  type AgentReply,
  type FakeCodingAgent,
  fakeCodingAgent,
  type FakeCodingAgentOptions,
} from './fakes/fake-coding-agent.ts';
export type { CommandCall, CommandReply, CommandScript } from './fakes/command-script.ts';
export { fakeCommandRunner } from './fakes/fake-command-runner.ts';
export {
  fakeGitHub,
  type FakeGitHubOptions,
  type GitHubCall,
  type GitHubScript,
} from './fakes/fake-github.ts';
export { fakeIssueLabels, type LabelCall } from './fakes/fake-issue-labels.ts';
export {
  fakeProcessSupervisor,
  type ProcessCall,
  type ProcessScript,
} from './fakes/fake-process-supervisor.ts';
export { fakeProjectLog, type LogCall } from './fakes/fake-project-log.ts';
export { type FakeComment, fakeReplies } from './fakes/fake-replies.ts';
export { type FakeState, type FakeStateStore, fakeStateStore } from './fakes/fake-state-store.ts';
export type { Fake, MethodCall, Reply } from './fakes/fake.ts';
export { githubFailure } from './fakes/github-failure.ts';
export type { ContractOptions } from './contract/contract-options.ts';
export { describePluginContract } from './contract/describe-plugin-contract.ts';
export type { DescribeFunction, ItFunction } from './contract/test-framework.ts';
export type { ContractExample } from './contract/contract-example.ts';
