import type { gfm } from 'micromark-extension-gfm';

type Extension = ReturnType<typeof gfm>;
type Constructs = NonNullable<Extension['text']>;
type Construct = Exclude<NonNullable<Constructs[number]>, readonly unknown[]>;
type Events = ThisParameterType<Construct['tokenize']>['events'];
type Token = Events[number][1];

/**
 * Returns GitHub's Markdown extensions with bare URLs parsed in linear time. A bare URL is not a link after an open
 * bracket, and to find that bracket the original parser looks back over the whole paragraph at each word.
 */
export function withLinearAutolinks({ text = {}, ...others }: Extension): Extension {
  const constructs = Object.entries(text).map(([code, list]) => [
    code,
    [list ?? []].flat().map((construct) => (AUTOLINKS.has(construct.name) ? guarded(construct) : construct)),
  ]);
  return { ...others, text: Object.fromEntries(constructs) as Constructs };
}

const AUTOLINKS: ReadonlySet<string | undefined> = new Set([
  'emailAutolink',
  'wwwAutolink',
  'protocolAutolink',
]);

interface OpenBracket {
  readonly index: number;
  readonly token: Token;
}

const latest = new WeakMap<Events, OpenBracket>();

function guarded(construct: Construct): Construct {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      return isBehindOpenBracket(this.events) ? nok : construct.tokenize.call(this, effects, ok, nok);
    },
  };
}

/** Where there is no open bracket, the parser itself records how far it has looked. */
const LOOKED_BACK_FROM = '_gfmAutolinkLiteralWalkedInto';

/** Caches the bracket that was found. */
function isBehindOpenBracket(events: Events): boolean {
  const known = latest.get(events);
  if (known !== undefined && isOpen(known.token) && events[known.index]?.[1] === known.token) return true;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const token = events[index]?.[1];
    if (token === undefined || Reflect.get(token, LOOKED_BACK_FROM) === true) return false;
    if (isOpen(token)) {
      latest.set(events, { index, token });
      return true;
    }
  }
  return false;
}

const isOpen = ({ type, _balanced }: Token): boolean =>
  (type === 'labelLink' || type === 'labelImage') && _balanced !== true;
