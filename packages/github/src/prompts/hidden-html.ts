const IMAGE = '[image]';

const NAME = /[a-z][a-z0-9-]{0,30}/iy;
const HIDDEN =
  /(?:^|[\s"'])hidden(?=$|[\s=/"'])|display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0/i;
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);

/**
 * Takes out of text what HTML hides: comments, declarations, hidden elements with all in them, the attributes of tags, and
 * the words of images. What is no HTML stays as it is.
 */
export function withoutHiddenHtml(text: string): string {
  return new HtmlScan(text).run();
}

/** One pass from left to right. Each search that finds nothing is remembered, so that the time stays linear. */
class HtmlScan {
  readonly #text: string;
  readonly #missing = new Set<string>();
  readonly #output: string[] = [];
  #place = 0;
  #ignoresQuotes = false;
  #hasGap = false;
  #tail = '';

  constructor(text: string) {
    this.#text = text;
  }

  run(): string {
    for (let next = this.#find('<', 0); next !== -1; next = this.#find('<', this.#place)) {
      this.#keep(this.#text.slice(this.#place, next));
      this.#place = next;
      if (!this.#skipMarkup() && !this.#takeTag()) {
        this.#keep('<');
        this.#place += 1;
      }
    }
    this.#keep(this.#text.slice(this.#place));
    return this.#output.join('');
  }

  #find(what: string, from: number): number {
    if (this.#missing.has(what)) return -1;
    const place = this.#text.indexOf(what, from);
    if (place === -1) this.#missing.add(what);
    return place;
  }

  /** Text before and after something that was taken out must not become markup together. */
  #keep(text: string): void {
    if (text === '') return;
    if (this.#hasGap && /<!?-?$/.test(this.#tail)) this.#output.push(' ');
    this.#hasGap = false;
    this.#tail = (this.#tail + text.slice(-3)).slice(-3);
    this.#output.push(text);
  }

  #skipTo(place: number): void {
    this.#place = place;
    this.#hasGap = true;
  }

  /** Comments, declarations and instructions. An unfinished comment hides all that follows. */
  #skipMarkup(): boolean {
    const text = this.#text;
    const at = this.#place;
    if (text.startsWith('<!--', at)) {
      if (text.startsWith('>', at + 4)) this.#skipTo(at + 5);
      else if (text.startsWith('->', at + 4)) this.#skipTo(at + 6);
      else this.#skipTo(this.#firstEnd(['-->', '--!>'], at + 4) ?? text.length);
      return true;
    }
    const end = /^<(?:!\[CDATA\[|![a-z]|\?|\/[^a-z>])/i.exec(text.slice(at, at + 9))?.[0];
    if (end === undefined) return false;
    const close = this.#firstEnd([end === '<![CDATA[' ? ']]>' : '>'], at + 2);
    if (close === undefined) return false;
    this.#skipTo(close);
    return true;
  }

  #firstEnd(ends: readonly string[], from: number): number | undefined {
    const found = ends.flatMap((end) => {
      const place = this.#find(end, from);
      return place === -1 ? [] : [place + end.length];
    });
    return found.length === 0 ? undefined : Math.min(...found);
  }

  #takeTag(): boolean {
    const text = this.#text;
    const isClosing = text[this.#place + 1] === '/';
    NAME.lastIndex = this.#place + (isClosing ? 2 : 1);
    const [name] = NAME.exec(text) ?? [];
    if (name === undefined) return false;
    const start = NAME.lastIndex;
    if (!/[\s/>]/.test(text[start] ?? '')) return false;
    const end = this.#tagEnd(start);
    if (end === undefined) return false;
    const attributes = text.slice(start, end);
    this.#place = end + 1;
    const lower = name.toLowerCase();
    if (isClosing) this.#keep(`</${name}>`);
    else if (lower === 'template' || HIDDEN.test(attributes)) this.#skipElement(lower, attributes);
    else this.#keep(lower === 'img' ? IMAGE : `<${name}>`);
    return true;
  }

  /** Place of the `>` that ends a tag; one in quotes does not, unless some quote is never closed. */
  #tagEnd(from: number): number | undefined {
    let quote = '';
    for (let place = from; !this.#ignoresQuotes && place < this.#text.length; place += 1) {
      const character = this.#text[place] ?? '';
      if (quote !== '') quote = character === quote ? '' : quote;
      else if (character === '"' || character === "'") quote = character;
      else if (character === '>') return place;
    }
    this.#ignoresQuotes = true;
    const end = this.#find('>', from);
    return end === -1 ? undefined : end;
  }

  /** Goes on behind a hidden element; one that is never closed hides all that follows. */
  #skipElement(name: string, attributes: string): void {
    this.#hasGap = true;
    if (name === 'img' || VOID.has(name) || attributes.endsWith('/')) return;
    const tags = new RegExp(`<(/?)${name}(?=[\\s/>])`, 'gi');
    tags.lastIndex = this.#place;
    let depth = 1;
    for (let tag = tags.exec(this.#text); tag !== null; tag = tags.exec(this.#text)) {
      depth += tag[1] === '/' ? -1 : 1;
      if (depth > 0) continue;
      const end = this.#find('>', tags.lastIndex);
      this.#skipTo(end === -1 ? this.#text.length : end + 1);
      return;
    }
    this.#skipTo(this.#text.length);
  }
}
