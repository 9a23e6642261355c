// Loaded into a daemon before anything else: its clock is off by what a file says, in milliseconds.
import { readFileSync } from 'node:fs';

const file = process.env.CLOCK_FILE;
const RealDate = globalThis.Date;
let offset = 0;

const read = () => {
  try {
    offset = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    // It has not been written yet.
  }
};

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + offset] : given));
  }

  static now() {
    return RealDate.now() + offset;
  }
};

if (file !== undefined) {
  read();
  setInterval(read, 100).unref();
}
