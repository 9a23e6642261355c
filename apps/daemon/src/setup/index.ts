export { examine, type ExamineOptions } from '../doctor/examine.ts';
export type { Finding, FindingStatus } from '../doctor/finding.ts';
export { GitHubProjects, type GitHubProject, type GitHubProjectsOptions } from '../github/github-projects.ts';
export type { RepositoryAccess } from './repository-access.ts';
export { type RepositorySetUp, setUpRepository } from './set-up-repository.ts';
