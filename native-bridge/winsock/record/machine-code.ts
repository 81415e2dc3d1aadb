/** Pieces of x64 machine code, in hexadecimal. */

export const u32 = (n: number): string => Buffer.from(new Uint32Array([n]).buffer).toString('hex');
export const u64 = (n: bigint): string => Buffer.from(new BigUint64Array([n]).buffer).toString('hex');
export const bytesIn = (code: string): number => code.length / 2;
/** jb, jae, jz, jnz or jbe over code of less than 128 bytes. */
export const unless = (jump: '72' | '73' | '74' | '75' | '76', code: string): string =>
  `${jump}${bytesIn(code).toString(16).padStart(2, '0')}${code}`;
