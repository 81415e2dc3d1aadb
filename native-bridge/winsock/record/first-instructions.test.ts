import { describe, expect, it } from 'vitest';
import { branchesInto, firstInstructions } from './first-instructions.ts';

const taken = (hex: string, least = 5) => firstInstructions(Buffer.from(hex.replaceAll(' ', ''), 'hex'), least);

describe('the first instructions of a function', () => {
  it.each([
    ['mov [rsp+8], rbx; push rdi', '48895c2408 57', 5, [], false],
    ['push rbp; push r15; push rsi', '55 4157 4156 56', 5, [], false],
    ['sub rsp, 0x38; mov eax, edx', '4883ec38 89d0', 6, [], false],
    ['sub rsp, 0x88', '4881ec88000000', 7, [], false],
    ['lea rsp, [rsp+0]; push rbp', '488da42400000000 55', 8, [], false],
    ['mov r10, rcx; mov eax, 7', '4c8bd1 b807000000', 8, [], false],
    ['mov rax, imm64', '48b81122334455667788', 10, [], false],
    ['endbr64; xor eax, eax', 'f30f1efa 31c0', 6, [], false],
    ['mov eax, gs:[0x30]', '65488b042530000000', 9, [], false],
    ['mov word [rax], 0x1234', '66c7003412', 5, [], false],
    ['jmp [rip+0x10]', '48ff2510000000', 7, [3], true],
    ['mov rax, [rip+0x20]', '488b0520000000', 7, [3], false],
    ['cmp dword [rip+0x20], 0', '833d2000000000', 7, [2], false],
    ['push rbx; jmp rel32', '53 e900000000', 6, [2], true],
    ['movsd xmm0, [rip+1]', 'f20f100501000000', 8, [4], false],
    ['xor eax, eax; ret, then padding', '31c0 c3 9090', 5, [], true],
    ['test [rcx], imm32', 'f70100000001', 6, [], false],
    ['not dword [rcx]; push; push; push', 'f711 50 50 50', 5, [], false],
  ] as const)('%s', (_name, hex, bytes, distances, ends) => {
    expect(taken(hex)).toEqual({ bytes, distances, ends });
  });

  it.each([
    ['a call, whose return address would be in the copy', 'e800000000'],
    ['a call of a pointer', 'ff1500000000'],
    ['a short jump', 'eb03 909090'],
    ['a condition', '740390 9090'],
    ['a system call', '0f05 c3 9090'],
    ['the next function after a short one', 'c3 55 4889e5'],
    ['no whole instruction', '4881ec8800'],
    ['an instruction that is not known', 'c5f877 9090'],
  ])('cannot be moved: %s', (_name, hex) => {
    expect(taken(hex)).toBeNull();
  });

  it.each([
    ['xor eax, eax; inc rax; cmp eax, ecx; jne to the second', '31c0 48ffc0 39c8 75f9', true],
    ['the same, to the first', '31c0 48ffc0 39c8 75f7', false],
    ['the same, to the third', '31c0 48ffc0 39c8 75fc', false],
    ['a jump of 32 bits to the second', '31c0 48ffc0 e9f8ffffff', true],
    ['a condition of 32 bits to the second', '31c0 48ffc0 0f85f7ffffff', true],
    ['functions of ntdll under Wine, with 7f c3 in a number',
      '4c8bd1 b837000000 f604250803fe7f01 7503 0f05 c3 eb01 c3 ff14250010fe7f c3'.repeat(2), false],
    ['the same of Windows', '4c8bd1 b837000000 f604250803fe7f01 7503 0f05 c3 cd2e c3 0f1f840000000000'.repeat(2), false],
    ['bytes of a branch within a number', '31c0 48ffc0 b875f9ffff c3', false],
    ['a branch after a call', '31c0 48ffc0 e800000000 ebf6', true],
    ['a branch after an instruction that is not known', '31c0 48ffc0 c5f877 75f8', true],
  ])('have a branch into the middle of the jump: %s', (_name, hex, found) => {
    expect(branchesInto(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 5)).toBe(found);
  });

  it('stay within what was read, for any bytes', () => {
    let seed = 1;
    const next = (): number => (seed = Math.imul(seed, 0x41c6_4e6d) + 12_345 >>> 0) >>> 16 & 0xff;
    const all = Array.from({ length: 5000 }, () => firstInstructions(Uint8Array.from({ length: 24 }, next), 5) ?? []).flat();
    expect(all.length).toBeGreaterThan(100);
    for (const { bytes, distances } of all) expect(bytes >= 5 && bytes <= 24 && distances.every((at) => at + 4 <= bytes)).toBe(true);
  });
});
