/** A group of the sidebar. */
export interface Section {
  readonly title: string;
  /** Pages in their order. They must exist. */
  readonly pages?: readonly string[];
  /** All other pages that match follow by name, unless an earlier section shows them. */
  readonly others?: RegExp;
  readonly collapsed?: boolean;
}

/** The sidebar. A new guide, concept or reference page is shown without a change here. */
export const SECTIONS: readonly Section[] = [
  { title: 'Start', pages: ['getting-started', 'comparison'] },
  {
    title: 'Concepts',
    pages: ['concepts/tasks', 'concepts/isolation', 'concepts/configuration', 'concepts/durable-tasks'],
    others: /^concepts\//,
  },
  {
    title: 'Run tasks',
    pages: [
      'guide/running-tasks',
      'guide/working-on-github',
      'guide/watching-a-repository',
      'guide/operating',
      'guide/durable-tasks',
      'guide/using-plugins',
      'guide/securing',
      'guide/debugging',
    ],
    others: /^guide\/(?!.*(plugin|executor|agent|exten|service|middleware|section|store))/,
  },
  {
    title: 'Build with it',
    pages: [
      'guide/writing-a-plugin',
      'guide/testing-a-plugin',
      'guide/publishing-a-plugin',
      'guide/building-an-executor',
    ],
    others: /^guide\//,
  },
  { title: 'Help', pages: ['troubleshooting'] },
  {
    title: 'Reference',
    pages: ['reference/index', 'reference/cli', 'reference/configuration'],
    others: /^reference\//,
  },
  { title: 'API', pages: ['api/index'], others: /^api\//, collapsed: true },
  {
    title: 'Packages',
    pages: ['packages/poppobuilder', 'packages/core'],
    others: /^packages\//,
    collapsed: true,
  },
  { title: 'Task types', others: /^plugins\//, collapsed: true },
  {
    title: 'Project',
    pages: [
      'architecture',
      'glossary',
      'threat-model',
      'decisions/index',
      'examples',
      'contributing',
      'good-first-issues',
    ],
    others: /^[^/]+$/,
  },
];
