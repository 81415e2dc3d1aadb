/** Text of the hazards in the inspector. */
export const strings = {
  atStep: 'Hazards at this step',
  ended: 'Ended: {title} (since {step}).',
  former: 'State at that step: ',
  isNew: ' (new)',
  label: 'Hazards',
  ofSelection: 'Hazards of this selection',
  since: ' ({step})',
} as const;
