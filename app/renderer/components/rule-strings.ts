/** Text of a rule's card. */
export const strings = {
  copy: (id: string) => `rule ${id}`,
  copied: (id: string, title: string, text: string) => `${id}: ${title} ${text}`,
  evidence: (evidence: string, sources: readonly string[]) =>
    (sources.length === 0 ? `${evidence}.` : `${evidence}. Sources: ${sources.join('; ')}.`),
  unknown: (id: string) => `${id}: a difference of this platform that no rule describes.`,
} as const;
