/** Text of a rule's card. */
export const strings = {
  chip: (rule: string, hypothesis: string | null) => (hypothesis === null ? rule : `${rule} ${hypothesis}`),
  copy: (id: string) => `rule ${id}`,
  copied: (id: string, title: string, text: string) => `${id}: ${title} ${text}`,
  evidence: (evidence: string, sources: readonly string[]) =>
    (sources.length === 0 ? `${evidence}.` : `${evidence}. Sources: ${sources.join('; ')}.`),
  hypothesis: (whole: boolean) => (whole ? ' hypothesis' : ' partly hypothesis'),
  unknown: (id: string) => `${id}: a difference of this platform that no rule describes.`,
} as const;
