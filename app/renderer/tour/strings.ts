/** Text of the tour. */
export const strings = {
  end: 'End the tour',
  label: 'Tour',
  newHere: 'New here?',
  offer: '{newHere} A two-minute tour hands a connection from one process to another and shows the parts of the window.',
  refuse: 'Not now',
  start: 'Take the tour',
  stops: {
    calls: {
      title: 'A scenario is a list of calls',
      text: 'Each row is one real call, in the color of the process that makes it. No call is performed yet: these are the planned steps.',
    },
    console: {
      title: 'You are ready',
      text:
        'Ctrl K finds any step, thing or command. The console performs any call you type. Live, on the first screen, shows the sockets ' +
          'of this whole machine. The session stays open: step on, or choose another scenario with "Scenarios".',
    },
    descriptors: {
      title: 'Descriptors left, underlying sockets in the middle',
      text: 'main has a descriptor, 0x…: a number that refers to a socket in the system. The changes of the last step are highlighted.',
    },
    facts: {
      title: 'The inspector shows how each fact is known',
      text:
        'The small marks on the right show the source: performed by us, read from the OS, or predicted by the rules. ' +
          '"Why?" answers in sentences with ' +
          'links to the steps.',
    },
    sequence: {
      title: 'The same steps over time',
      text:
        'A lane per process, and arrows for what they send. Other tabs show the difference between two steps, the model beside the OS, ' +
          'and equivalent C programs.',
    },
    shared: {
      title: 'Two descriptors, one socket',
      text:
        'target now has its own descriptor of the socket. Both share its state, options and queues; closing one descriptor does not ' +
          'close the socket.',
    },
    step: {
      title: 'Step performs the next call',
      text:
        'Three steps are performed: a server listens, main makes a socket and connects. The right arrow key steps forward, the left ' +
          'one back.',
    },
    transfer: {
      title: 'A transfer keeps the socket open',
      text:
        'WSADuplicateSocketW filled 628 bytes for target, and a pipe carried them. Until target imports them, they count as one more ' +
          'reference: the hollow dot.',
    },
  },
} as const;
