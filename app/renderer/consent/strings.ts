/** Text of the question before a session reaches other programs. */
export const strings = {
  about:
    'It uses addresses that no process in this session has bound. Another program on this computer, such as a database or a ' +
      'service, can be listening there.',
  addresses: 'Addresses to allow',
  buttons: {
    open: { none: 'Open without access', some: 'Allow and open' },
    perform: { none: 'Perform without access', some: 'Allow and perform' },
  },
  does: { connect: 'Connect to ', send: 'Send datagrams to ' },
  label: 'Access to other programs',
  refused: 'Steps that reach an address you do not select are refused. Your choice counts for this session only.',
  title: (what: string) => `Let ${what} reach other programs?`,
} as const;
