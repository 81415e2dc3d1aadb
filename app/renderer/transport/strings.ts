/** Text of the connection to the host. */
export const strings = {
  replaced: 'Another page is using the inspector. Take it back to continue in this one.',
  disconnected: 'Lost connection to the inspector. Retrying every few seconds.',
} as const;
