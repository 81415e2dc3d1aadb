/** The shared header of the programs, assembled from the parts that they use. */

export interface Chunk {
  /** Its definitions: functions as "done(", types as "struct address", variables by name. */
  defines: readonly string[];
  text: string;
}

/** Returns `head`, the chunks that `programs` use directly or indirectly, in order, and `foot`. */
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
  return [head, ...chunks.filter((chunk) => used.has(chunk)).map((chunk) => chunk.text), foot].map((part) => part.trim()).join('\n\n')
    + '\n';
}

function uses(text: string, name: string): boolean {
  const at = text.search(new RegExp(`\\b${name.replace('(', '\\(')}`));
  return at >= 0;
}
