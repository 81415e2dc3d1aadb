/** Text of the hazards in the inspector. */
export const strings = {
  atStep: 'Hazards at this step',
  ended: 'Ended: {title} (began at {step}).',
  former: 'State at that step: ',
  here: { found: ' (found at this step)', new: ' (new)' },
  label: 'Hazards',
  ofSelection: 'Hazards of this selection',
  since: ' ({step})',
} as const;
