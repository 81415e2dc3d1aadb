/** The texts of `handoff help` and `handoff help COMMAND`. */
import { own } from '../../../shared/base/own.ts';

import { HOST, MOST_USERS, SCENARIO, USER } from '../../../shared/base/limits.ts';

interface Topic {
  usage: string;
  text: string;
  example?: string;
}

export const TOPICS: Readonly<Record<string, Topic>> = {
  run: {
    usage: 'run SCENARIO|--list [--provider model|winsock|linux] [--json] [--trace FILE] [--allow PERMIT]...',
    text: `Performs a scenario with real calls (or on the model, when no provider is named) and prints each step beside the
rules' prediction. SCENARIO is a file, or a library id such as winsock/hand-a-connection-over.
--list       shows the library: every id with its title, under the question that it answers
A scenario reaches only addresses that its own processes have bound; every other one you allow by name.
--allow PERMIT  lets it reach another program: connect:127.0.0.1:5432, send:127.0.0.1:53, unix:/run/x.sock. It can be repeated
--json       one JSON object a step, and a last one with steps, met, unmet, divergences
--trace FILE keeps the trace (NDJSON) for the inspector: a file, or a stream that is open, such as /dev/stdout`,
    example: 'handoff run linux/the-last-close-closes --provider linux',
  },
  export: {
    usage: 'export TRACE|SCENARIO --to svg|png|sequence-svg|ndjson|html|c [--step N] [--theme light|dark] [--spacing even|real] [--out FILE|DIR|-]',
    text: `Writes what "run --trace" kept (NDJSON, gzipped or not; a damaged file up to the damage, which is named), or a
scenario performed on the model, as something to show or to keep.
svg, png      the graph at step N: the last one when it is left out, 0 is before the first
sequence-svg  the sequence as a figure, up to step N; --spacing real draws calls as long as they took
ndjson        the trace itself
html          one page that replays it, without a network; it opens at step N
c             complete C programs, one a process, that do the same, in the folder DIR
--out -       prints it; without --out a file here is named after the scenario`,
    example: 'handoff export winsock/hand-a-connection-over --to svg --step 8',
  },
  validate: {
    usage: 'validate SCENARIO... [--json]',
    text: `Checks scenario files; nothing is performed. Of a bad one it names the place, what is wrong, and what to do.
A scenario has at most ${SCENARIO.steps} steps and ${SCENARIO.processes} processes (docs/limits.md has all limits).`,
    example: 'handoff validate my-scenario.json',
  },
  conformance: {
    usage: 'conformance [FOLDER...] [--provider model|winsock|linux]... [--json] [--report FILE]',
    text: `Runs every case on every provider that can run here and says of each rule whether it holds.
FOLDER holds scenario files; without one, the project's conformance cases and its library.
--json        one JSON object a run, and a last one with rules, cases, diverges
--report FILE writes the table as one HTML file`,
    example: 'handoff conformance --provider model',
  },
  who: {
    usage: 'who PORT|ADDRESS|PATH [--all] [--json] [--tier auto|proc|bpf]',
    text: `Who holds it, who watches it, and why it is still open: every process with its descriptor, start time and command,
how the descriptor probably came there, epoll registrations, and what bites; in each network namespace. Asks for
listeners and bound sockets; --all adds the connections. PATH is a unix socket's, relative or not, or @name.
Exit: 0 found, 1 nothing found, 3 found, but its holders are hidden from this user.`,
    example: 'handoff who 8080',
  },
  scan: {
    usage: 'scan [FILTER...] [--filter FILTER] [--json|--ndjson|--csv] [--watch [--every SECONDS]] [--tier auto|proc|bpf] [--save FILE] [--compare FILE]',
    text: `Every socket of this machine with its holders and watchers.
FILTER       words that must all hold: port:8080 process:nginx pid:812 addr:127.0.0.1 state:listening kind:unix
             user:33 inode:4711 ns:own fd:7; shared, stale, reused, watched, in-flight, unread, hidden,
             "listening no acceptor"; any other word is looked for in names and addresses; - in front takes out
--ndjson     one JSON object a line with a host field (assets/schema/handoff-inventory-1.json), for a log engine
--watch      goes on with what changes, each time with the time, until Ctrl-C
--save FILE  keeps the capture, compressed when FILE ends in .gz; --compare FILE prints what differs from it
--tier       proc: what any user can see; bpf: a kernel iterator, for root; auto takes bpf where it works
Exit: 0 found, 1 nothing found (with --compare: nothing differs), 2 bad input, 3 the tier is not permitted.`,
    example: 'handoff scan listening --json',
  },
  serve: {
    usage: 'serve [FILE|LINK...] [--port N] [--users N] [--idle MINUTES] [--no-resume]',
    text: `Opens the inspector for a browser on this machine and prints its address, which holds a token for this run. FILE is a
scenario, trace or capture that the page opens first; LINK is handoff://scenario/….
--port N       this port of 127.0.0.1 instead of any free one; a page that is still open takes up again when the program
               is started anew on it
--users N      up to N users at once, each with sessions that nobody else can name; a browser is a user (1, at most ${MOST_USERS})
--idle MINUTES ends the program when no page has been connected for so long
--no-resume    after a restart, open pages must use the new address
One page is connected per user; a later one takes over, and the first can take the inspector back. A user can have
${USER.sessions} sessions with ${USER.processes} processes together, all users ${HOST.processes} processes (docs/limits.md).
It never listens beyond this machine: from elsewhere, forward the port through SSH (docs/remote.md).`,
    example: 'handoff serve --port 4747 --idle 30',
  },
  explain: {
    usage: 'explain ERROR [--json]',
    text: 'What an error number or name means here, which calls give it and by which rules, and which scenario shows it.',
    example: 'handoff explain 10022',
  },
  doctor: {
    usage: 'doctor [--json]',
    text: `Tries what works on this machine: a handoff on every provider, the rights that the live view needs, a browser; and
says how to get what is missing. Exit 1 when nothing but the model can run.`,
    example: 'handoff doctor',
  },
  give: {
    usage: 'give --to PLACE [--pid PID] [--listen ADDRESS | --connect ADDRESS] [--keep] [--wait SECONDS]',
    text: `Hands a socket to a process of your own, which waits for it at PLACE: pipe:NAME or file:PATH (Windows, with the
process id it is exported for) or unix:PATH (Linux). The socket is one that listens at ADDRESS, is connected to
it, or else a connection whose other end stays here and prints what arrives. Closes its own descriptor on Enter,
at the end of the input, or on Ctrl-C; with --keep on a signal only.`,
    example: 'handoff give --to unix:/tmp/inbox --listen 127.0.0.1:8080',
  },
  take: {
    usage: 'take --from PLACE [--keep] [--wait SECONDS]',
    text: 'Waits at PLACE for a socket, prints what it got, and closes it when told in the same ways as give.',
    example: 'handoff take --from unix:/tmp/inbox',
  },
  decode: {
    usage: 'decode [FILE|-] [--json]',
    text: 'Shows the fields of a WSAPROTOCOL_INFOW: 628 bytes, binary or as hex digits, or the frame it travels in.',
    example: 'handoff decode blob.bin --json',
  },
};

const indented = (text: string, by: string): string => text.split('\n').map((line) => by + line).join('\n');

const FOOT = `Exit codes: 0 as expected, 1 expectations unmet, divergences or nothing found, 2 bad input or a provider that cannot run here,
3 not permitted. Lines of --json follow the schemas in assets/schema. Colours appear on a terminal only; NO_COLOR
switches them off. HANDOFF_CACHE names another folder for what the set-up fetched.`;

/** The help text of all commands. */
export const HELP = `handoff: what happens when processes share a socket

${Object.values(TOPICS).map(({ usage, text }) => `  handoff ${usage}\n${indented(text, '      ')}`).join('\n\n')}

  handoff help COMMAND, handoff --version

${FOOT}`;

/** The help text of one command; null for an unknown name. */
export function helpFor(command: string): string | null {
  const topic = own(TOPICS, command);
  if (!topic) return null;
  return `handoff ${topic.usage}\n\n${indented(topic.text, '  ')}${topic.example ? `\n\nExample:\n  ${topic.example}` : ''}\n\n${FOOT}`;
}
