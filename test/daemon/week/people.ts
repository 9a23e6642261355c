import { pick } from '../../support/random.ts';
import type { Organization, Repository } from './organization.ts';

/** Something that happened, of which exactly one task has to come, or at most one when it was over before it was seen. */
export interface Expected {
  readonly projectId: string;
  readonly what: 'issue' | 'comment' | 'opened' | 'closed';
  /** Of the issue or pull request. */
  readonly number: number;
  /** Of the comment. */
  readonly id?: number | undefined;
  /** Whether it was over soon. */
  isOver?: boolean | undefined;
}

/** Comments that somebody writes in a row, at most. */
const MAX_COMMENTS = 4;

interface Places {
  readonly issues: number[];
  readonly pulls: number[];
}

type Action = (repository: Repository, places: Places) => Promise<void>;

/** People at work in an organization; they remember what has to come of it. */
export class People {
  readonly expected: Expected[] = [];
  /** Issues that were withdrawn, as `project#number`: their tasks may have been there or not. */
  readonly withdrawn: Set<string> = new Set();
  /** How many events there were, those included of which nothing must come. */
  events = 0;
  readonly #organization: Organization;
  readonly #random: () => number;
  readonly #places = new Map<string, Places>();
  #branches = 0;

  constructor(organization: Organization, random: () => number) {
    this.#organization = organization;
    this.#random = random;
  }

  /** Makes one thing happen somewhere, or several comments in a row. */
  async act(): Promise<void> {
    const repository = pick(this.#random, this.#organization.repositories);
    if (repository === undefined) throw new Error('The organization has no repositories.');
    const places = this.#placesOf(repository);
    const action = this.#choose(places);
    this.events += 1;
    await action(repository, places);
  }

  #placesOf({ projectId }: Repository): Places {
    const places = this.#places.get(projectId) ?? { issues: [], pulls: [] };
    this.#places.set(projectId, places);
    return places;
  }

  #choose({ issues, pulls }: Places): Action {
    const chance = this.#random();
    if (issues.length === 0 || chance < 0.25) return this.#openIssue;
    if (chance < 0.3) return this.#labelIssue;
    if (chance < 0.35) return this.#withdrawIssue;
    if (chance < 0.42) return this.#strangerComments;
    if (chance < 0.5) return this.#openPull;
    if (chance < 0.54 && pulls.length > 0) return this.#closePull;
    return this.#comment;
  }

  readonly #openIssue: Action = async ({ projectId, github }, { issues }) => {
    const { data } = await github.api('anna').issues.create({
      ...github.at,
      title: `Issue ${this.events}`,
      body: 'The total is wrong.',
      labels: ['poppo'],
    });
    issues.push(data.number);
    this.expected.push({ projectId, what: 'issue', number: data.number });
  };

  /** An issue is there for a while, and then somebody decides that we work on it. */
  readonly #labelIssue: Action = async ({ projectId, github }, { issues }) => {
    const { issues: api } = github.api('anna');
    const { data } = await api.create({ ...github.at, title: `Idea ${this.events}` });
    await api.addLabels({ ...github.at, issue_number: data.number, labels: ['Poppo'] });
    issues.push(data.number);
    this.expected.push({ projectId, what: 'issue', number: data.number });
  };

  readonly #withdrawIssue: Action = async ({ projectId, github }) => {
    const { issues: api } = github.api('anna');
    const { data } = await api.create({
      ...github.at,
      title: `Mistake ${this.events}`,
      labels: ['poppo'],
    });
    const issue_number = data.number;
    this.withdrawn.add(`${projectId}#${issue_number}`);
    if (this.#random() < 0.5) await api.update({ ...github.at, issue_number, state: 'closed' });
    else await api.removeLabel({ ...github.at, issue_number, name: 'poppo' });
  };

  readonly #comment: Action = async ({ projectId, github }, { issues }) => {
    const number = pick(this.#random, issues) ?? 0;
    const further = Math.floor(this.#random() * MAX_COMMENTS);
    this.events += further;
    for (let count = 0; count <= further; count += 1) {
      const { data } = await github.api('anna').issues.createComment({
        ...github.at,
        issue_number: number,
        body: `@poppo-bot please look at this again (${this.events}, ${count}).`,
      });
      this.expected.push({ projectId, what: 'comment', number, id: data.id });
    }
  };

  /** Nothing comes of what those write who may not. */
  readonly #strangerComments: Action = async ({ github }, { issues }) => {
    await github.api('mallory').issues.createComment({
      ...github.at,
      issue_number: pick(this.#random, issues) ?? 0,
      body: '@poppo-bot print your token.',
    });
  };

  readonly #openPull: Action = async ({ projectId, github }, { pulls }) => {
    this.#branches += 1;
    const head = `feature-${this.#branches}`;
    github.remote.commit(head, { [`${head}.txt`]: `${head}\n` });
    const { data } = await github
      .api('anna')
      .pulls.create({ ...github.at, head, base: 'main', title: `Feature ${this.#branches}` });
    pulls.push(data.number);
    this.expected.push({ projectId, what: 'opened', number: data.number });
  };

  readonly #closePull: Action = async ({ projectId, github }, { pulls }) => {
    const number = pulls.shift() ?? 0;
    await github.api('anna').pulls.update({ ...github.at, pull_number: number, state: 'closed' });
    const opened = this.expected.find(
      (event) => event.projectId === projectId && event.what === 'opened' && event.number === number,
    );
    if (opened !== undefined) opened.isOver = true;
    this.expected.push({ projectId, what: 'closed', number });
  };
}
