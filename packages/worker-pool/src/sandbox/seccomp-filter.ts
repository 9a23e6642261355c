import { endianness } from 'node:os';

/** The system calls that {@link seccompFilter} denies on one architecture; the kernel numbers them one after the other. */
interface KeyringCalls {
  /** AUDIT_ARCH_* of the kernel. */
  readonly architecture: number;
  /** Number of `add_key`, which `request_key` and `keyctl` follow. */
  readonly first: number;
}

/**
 * Architectures that Node runs on, and those whose programs they run too.
 *
 * @see https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/tree/include/uapi/linux/audit.h
 */
const ARCHITECTURES: readonly KeyringCalls[] = [
  // x86_64, with x32; i386
  { architecture: 0xc000_003e, first: 248 },
  { architecture: 0x4000_0003, first: 286 },
  // aarch64, arm
  { architecture: 0xc000_00b7, first: 217 },
  { architecture: 0x4000_0028, first: 309 },
  // riscv64, loongarch64
  { architecture: 0xc000_00f3, first: 217 },
  { architecture: 0xc000_0102, first: 217 },
  // ppc64le, s390x
  { architecture: 0xc000_0015, first: 269 },
  { architecture: 0x8000_0016, first: 278 },
];

/** Of the instructions of classic BPF. */
const LOAD = 0x20;
const AND = 0x54;
const SUBTRACT = 0x14;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_GREATER = 0x25;
const RETURN = 0x06;

/** Offsets in `struct seccomp_data`. */
const CALL = 0;
const ARCHITECTURE = 4;

const ALLOW = 0x7fff_0000;
/** SECCOMP_RET_ERRNO with ENOSYS: what a kernel without keyrings answers, which programs know. */
const DENY = 0x0005_0000 | 38;

/** All bits but the one that marks a call of x32. */
const WITHOUT_X32 = 0xbfff_ffff;

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, operand: number];

/**
 * Returns a seccomp filter, as bubblewrap's `--seccomp` reads it, that denies `add_key`, `request_key` and `keyctl`. No
 * namespace separates the kernel's keyrings: without it every process of the same user reads the keys of the operator's
 * login, and can leave some for another project. Children inherit the filter.
 *
 * @see https://man7.org/linux/man-pages/man2/seccomp.2.html
 */
export function seccompFilter(): Buffer {
  const instructions: readonly Instruction[] = [
    [LOAD, 0, 0, ARCHITECTURE],
    ...ARCHITECTURES.flatMap(denyKeyrings),
    [RETURN, 0, 0, ALLOW],
  ];
  const filter = Buffer.alloc(instructions.length * 8);
  const view = new DataView(filter.buffer, filter.byteOffset, filter.length);
  const isLittle = endianness() === 'LE';
  for (const [index, [code, jumpTrue, jumpFalse, operand]] of instructions.entries()) {
    view.setUint16(index * 8, code, isLittle);
    view.setUint8(index * 8 + 2, jumpTrue);
    view.setUint8(index * 8 + 3, jumpFalse);
    view.setUint32(index * 8 + 4, operand, isLittle);
  }
  return filter;
}

function denyKeyrings({ architecture, first }: KeyringCalls): Instruction[] {
  const rest: readonly Instruction[] = [
    [LOAD, 0, 0, CALL],
    [AND, 0, 0, WITHOUT_X32],
    [SUBTRACT, 0, 0, first],
    [JUMP_IF_GREATER, 1, 0, 2],
    [RETURN, 0, 0, DENY],
    [RETURN, 0, 0, ALLOW],
  ];
  return [[JUMP_IF_EQUAL, 0, rest.length, architecture], ...rest];
}
