/** The header that the programs share, put together from the parts that they use. */

export interface Chunk {
  /** What it defines: functions as "done(", types as "struct address", variables by their names. */
  defines: readonly string[];
  text: string;
}

/** The chunks that `programs` use, and what these use themselves, in their order; `head` and `foot` around them. */
export function prologue(head: string, chunks: readonly Chunk[], foot: string, programs: readonly string[]): string {
  const used = new Set<Chunk>();
  const look = (text: string) => {
    for (const chunk of chunks) {
      if (used.has(chunk) || !chunk.defines.some((name) => uses(text, name))) continue;
      used.add(chunk);
      look(chunk.text);
    }
  };
  for (const program of programs) look(program);
  return [head, ...chunks.filter((chunk) => used.has(chunk)).map((chunk) => chunk.text), foot].map((part) => part.trim()).join('\n\n') + '\n';
}

function uses(text: string, name: string): boolean {
  const at = text.search(new RegExp(`\\b${name.replace('(', '\\(')}`));
  return at >= 0;
}
