/** Who looks: root by both tiers, and an ordinary user, who has the /proc tier. */
export interface Seer {
  args: readonly string[];
  uid?: number;
}

export const NOBODY = 65_534;
export const SEERS: readonly (readonly [name: string, seer: Seer])[] = [
  ['root by the proc tier', { args: ['--tier', 'proc'] }], ['root by the bpf tier', { args: ['--tier', 'bpf'] }],
  ['an ordinary user', { args: [], uid: NOBODY }],
];
