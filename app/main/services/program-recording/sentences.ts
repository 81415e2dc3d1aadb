/** What a recording does to a program, for the question before it. */

interface About { launch: boolean; source: 'ptrace' | 'bpf' | 'winsock'; limit: number | null }

export function sentencesOf({ launch, source, limit }: About): string[] {
  return [
    launch ? 'The inspector starts this program with your rights, and records its calls on sockets, processes and descriptors, and '
      + 'those of all its children.'
      : 'The inspector attaches to this process with its threads and children, and records their calls on sockets, processes and '
      + 'descriptors.',
    'It keeps the arguments, addresses and results of these calls. Data that is sent or received is counted, not kept.',
    ...(source === 'bpf' ? BPF : source === 'winsock' ? WINSOCK
      : limit === null ? RECORD[launch ? 'launch' : 'attach'] : debugSentences(launch, limit)),
    ...(launch ? [source === 'winsock' ? 'It has no terminal: its input is empty, and its output is discarded.'
      : 'It has no terminal: its input is empty, and the end of its output is shown. Stop ends it together with its recorded '
        + 'children.'] : []),
  ];
}

const BPF = [
  'The kernel records with BPF: the program does not stop, and every system call of the machine is slightly slower until the '
    + 'recording ends. Its steps are shown when the recording ends.',
];

const WINSOCK = [
  'The program runs with stubs before its Winsock calls, which makes these calls slower, and as debugged by the inspector. If you stop, '
    + 'detach or close the window, it continues without being recorded.',
];

const RECORD = {
  launch: ['The program stops at each of these calls (ptrace), which slows it down, and no other debugger can attach to it. If you '
    + 'detach or close the window, it continues without being recorded, and a process of the inspector stays until it ends.'],
  attach: ['Every system call of the process stops twice (ptrace), which slows it down, and no other debugger can attach to it. When '
    + 'you detach or close the window, it continues as before.'],
};

const debugSentences = (launch: boolean, limit: number): string[] => [
  'Every system call of the program stops twice (ptrace), which slows it down, and no other debugger can attach to it. A call that '
    + `meets a condition waits until you release it, for at most ${limit} s; a thread that waits can hold up others.`,
  'On your command only, the inspector lets a held call return an error instead, or shortens the control buffer of a recvmsg.',
  `If you detach or close the window, the ${launch ? 'program continues' : 'process continues as before'}.`,
];
