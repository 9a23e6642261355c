import { endianness } from 'node:os';
import { describe, expect, it } from 'vitest';
import { seccompFilter } from './seccomp-filter.ts';

const ALLOWED = 0x7fff_0000;
const ENOSYS = 0x0005_0026;

/** What the kernel answers to a call: a machine for the instructions that the filter is made of. */
function answerTo(architecture: number, call: number): number {
  const filter = seccompFilter();
  const view = new DataView(filter.buffer, filter.byteOffset, filter.length);
  const isLittle = endianness() === 'LE';
  let value = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const operand = view.getUint32(at * 8 + 4, isLittle);
    const jump = (condition: boolean): number => view.getUint8(at * 8 + (condition ? 2 : 3));
    switch (view.getUint16(at * 8, isLittle)) {
      case 0x20:
        value = operand === 0 ? call : architecture;
        break;
      case 0x54:
        value = (value & operand) >>> 0;
        break;
      case 0x14:
        value = (value - operand) >>> 0;
        break;
      case 0x15:
        at += jump(value === operand);
        break;
      case 0x25:
        at += jump(value > operand);
        break;
      case 0x06:
        return operand;
      default:
        throw new Error(`There is no instruction ${view.getUint16(at * 8, isLittle)}.`);
    }
  }
  throw new Error('The filter ends without an answer.');
}

describe('the seccomp filter', () => {
  it.each([
    ['x86_64', 0xc000_003e, 248],
    ['x32', 0xc000_003e, 0x4000_0000 + 248],
    ['i386', 0x4000_0003, 286],
    ['aarch64', 0xc000_00b7, 217],
    ['arm', 0x4000_0028, 309],
    ['riscv64', 0xc000_00f3, 217],
    ['loongarch64', 0xc000_0102, 217],
    ['ppc64le', 0xc000_0015, 269],
    ['s390x', 0x8000_0016, 278],
  ])(
    'denies add_key, request_key and keyctl on %s, and the calls beside them not',
    (_name, architecture, first) => {
      const answers = [-1, 0, 1, 2, 3].map((offset) => answerTo(architecture, first + offset));
      expect(answers).toEqual([ALLOWED, ENOSYS, ENOSYS, ENOSYS, ALLOWED]);
    },
  );

  it.each([0, 1, 1000, 0xffff_ffff])('allows call %i', (call) => {
    expect(answerTo(0xc000_003e, call)).toBe(ALLOWED);
  });
});
