/** The texts of `handoff help` and `handoff help COMMAND`. */
import { own } from '../../../shared/base/own.ts';
import { DEBUG_HELP } from './debug-commands.ts';
import { HOST, MOST_USERS, SCENARIO, USER } from '../../../shared/base/limits.ts';

interface Topic {
  /** One line, for the overview. */
  summary: string;
  usage: string;
  text: string;
  example?: string;
}

export const TOPICS: Readonly<Record<string, Topic>> = {
  run: {
    summary: 'perform a scenario and print each step beside its prediction',
    usage: 'run SCENARIO|--list [--provider model|winsock|linux] [--json] [--trace FILE] [--allow PERMIT]...',
    text: `Performs a scenario and prints each step beside its prediction. Without --provider, the model predicts the
outcomes and no system calls are made. SCENARIO is a file or a library id such as winsock/hand-a-connection-over.
--list          list the library: id and title of each scenario, grouped by question
--provider NAME perform the calls with this provider
--json          print one JSON object per step, then one with steps, met, unmet, divergences
--trace FILE    write the trace (NDJSON) to a file, or to an open stream such as /dev/stdout
--allow PERMIT  allow an address of another program: connect:127.0.0.1:5432, send:127.0.0.1:53, unix:/run/x.sock.
                Repeatable. By default a scenario can reach only addresses that its own processes have bound.`,
    example: 'handoff run linux/the-last-close-closes --provider linux',
  },
  export: {
    summary: 'export a trace or scenario as a figure, a page, or C programs',
    usage: `export TRACE|SCENARIO --to svg|png|sequence-svg|ndjson|perfetto|html|c [--step N]
                      [--theme light|dark] [--spacing even|real] [--out FILE|DIR|-]`,
    text: `Exports a trace or a scenario. TRACE is a file written by "run --trace", optionally gzipped; a damaged trace is
exported up to the damage, which is reported. A scenario is first performed on the model.
--to FORMAT     svg, png: the graph at step N
                sequence-svg: the sequence diagram up to step N
                ndjson: the trace
                perfetto: the trace in Chrome's JSON format, for the viewer of Perfetto
                html: a self-contained page that replays the trace, opened at step N
                c: complete C programs, one per process, that make the same calls
--step N        the last step by default; 0 is the state before the first step
--theme NAME    light or dark
--spacing KIND  sequence-svg only: even, or real for distances in proportion to the time taken
--out FILE      write here, or to the standard output with "-". For c, a folder. By default the file is named after
                the scenario and written to the current folder.`,
    example: 'handoff export winsock/hand-a-connection-over --to svg --step 8',
  },
  validate: {
    summary: 'check scenario files',
    usage: 'validate SCENARIO... [--json]',
    text: `Checks scenario files without performing them. For an invalid file it prints where the problem is and how to fix it.
A scenario can have up to ${SCENARIO.steps} steps and ${SCENARIO.processes} processes; docs/limits.md lists all limits.`,
    example: 'handoff validate my-scenario.json',
  },
  conformance: {
    summary: 'run the cases of every rule on every provider',
    usage: 'conformance [FOLDER...|--asserted [GROUP...]] [--provider model|winsock|linux]... [--json] [--report FILE]',
    text: `Runs every case on every provider available here and reports, for each rule, whether it holds.
FOLDER contains scenario files. By default, it runs the project's conformance cases and its library.
--asserted      run what public tests assert on Windows: whether the model agrees, and where Wine departs. GROUP selects
                groups by a part of their id. Exit code 1 for a difference that is not listed, or listed and gone.
--provider NAME use only this provider. Repeatable.
--json          print one JSON object per run, then one with rules, cases, diverges
--report FILE   write the results as one HTML file`,
    example: 'handoff conformance --provider model',
  },
  who: {
    summary: 'show who holds a port, address or path, and why it is still open',
    usage: 'who PORT|ADDRESS|PATH [--all] [--json] [--tier auto|proc|bpf] [--record [--source SOURCE] [--for SECONDS] '
      + '[--trace FILE] [--steps]]',
    text: `Shows which processes hold a socket, which watch it, and why it is still open: descriptor, start time and command
of each holder, the probable origin of its descriptor, epoll registrations, and hazards. Covers all network namespaces.
PATH is the path of a unix socket, absolute or relative, or @name for an abstract one.
--all           include connections; by default only listeners and bound sockets
--json          print one JSON object
--tier TIER     see "handoff help scan"
--record        then record the holders with their children until Ctrl-C, or for --for SECONDS; they go on. See "handoff help
                record" for the options; with --json the output is that of the recording.
Exit codes: 0 found, 1 not found, 3 found, but its holders are hidden from this user.`,
    example: 'handoff who 8080',
  },
  scan: {
    summary: 'list every socket of this machine with its holders and watchers',
    usage: `scan [FILTER...] [--filter FILTER] [--json|--ndjson|--csv] [--hazards] [--watch [--every SECONDS]]
                    [--tier auto|proc|bpf] [--save FILE] [--compare FILE]`,
    text: `Lists every socket of this machine with its holders and watchers.
FILTER          terms that must all match: port:8080 process:nginx pid:812 addr:127.0.0.1 state:listening kind:unix
                user:33 inode:4711 ns:own fd:7 family:AF_INET6 cookie:5; shared, stale, reused, watched, in-flight,
                unread, hidden, unlisted, "listening no acceptor". Any other word matches names and addresses. A leading - negates a term.
--json          print one JSON object
--ndjson        print one JSON object per line with a host field (assets/schema/handoff-inventory-1.json), for log systems
--csv           print a table
--hazards       with --json or --ndjson: add to each socket its hazards and why it is open, as "handoff who" shows them
--watch         keep running and print changes with their time until Ctrl-C
--every SECONDS interval of --watch, from 0.1 to 3600 (default 1)
--tier TIER     proc: what any user can see; bpf: a kernel iterator, needs root; auto (default): bpf if it works
--save FILE     save the capture, compressed if FILE ends in .gz
--compare FILE  print the differences from a saved capture
Exit codes: 0 found, 1 not found (with --compare: no differences), 2 invalid input, 3 tier not permitted.`,
    example: 'handoff scan listening --json',
  },
  watch: {
    summary: 'print each change at a port: who opens, shares and closes its sockets',
    usage: 'watch PORT|ADDRESS [--all] [--every SECONDS] [--tier auto|proc|bpf] [--json]',
    text: `Prints the sockets of a port, and then each change until Ctrl-C: sockets that are opened and closed, holders that come and
go, states. As root, each change has the call that made it, and binds that the system refused are printed too.
--all           also print connections of the port
--every SECONDS interval between two captures, from 0.1 to 3600 (default 0.2); changes that are undone in between are not seen
--tier TIER     as for scan; proc shows no calls
--json          print one JSON object per change
Exit codes: 0 ended by Ctrl-C, 2 invalid input, 3 tier not permitted.`,
    example: 'handoff watch 8080',
  },
  record: {
    summary: 'record what real programs do with their sockets',
    usage: 'record --from-strace FILE... | --pid PID | --machine [--filter port:N] | [--source SOURCE] -- COMMAND... [--survive] '
      + '| --provider winsock [--pid PID | -- PROGRAM.exe...] '
      + '[--calls sharing|all] [--data N] [--for SECONDS] [--trace FILE] [--steps] [--json] [--check HAZARD,...|all]',
    text: `Records a program, unmodified: who creates, inherits, receives and closes each socket, next to what the rules say. Ends
with the listeners, their holders and how each got its descriptor, and the hazards that arose.
--from-strace FILE  read a log of "strace -f -o FILE COMMAND"; more options of strace that help: -ttt -T -yy
                    --decode-pids=comm. For -ff, name the files, or their common beginning; -ff needs -ttt.
-- COMMAND          run a command and record it. Its input and output pass through untouched; the summary goes to standard
                    error. It ends with the recorder; a stop of the recording leaves the recorder with it until it ends.
--pid PID           attach to a process with its threads and children, until it ends or Ctrl-C; it goes on afterwards
--machine           as root: record all processes but this one, until Ctrl-C
--filter port:N     with --machine: only the processes that have or use a socket of this port
--source SOURCE     ptrace: no other program is needed; bpf: programs in the kernel watch, nothing stops, needs root, else ptrace;
                    strace: run the command under strace, which must be installed; auto (default): ptrace where it works (Linux on
                    x86-64), else strace; with --machine bpf
--survive           let the command live on if the recorder is killed: each of its system calls is slower then (ptrace)
--calls sharing     leave out calls that only move bytes or wait: faster; what is queued in connections is not known. Default: all
--data N            keep the first bytes that each call moves, at most N (2,048): in the trace, --steps and --json (ptrace, bpf).
                    By default no byte is kept.
--for SECONDS       end the recording after this time; the program goes on
--provider winsock  record a program for Windows on x64 and its children, or with --pid a process by its Windows id without its
                    children; on Linux under Wine
--trace FILE, -o    write the trace: open it in the window, export it, or extract a scenario from it
--steps             print every step
--json              print one JSON object per step, then one with processes, steps, calls, lost, divergences, hazards, source
--check HAZARD,...  exit with 1 if one of these hazards arose, else with 0; "all" for any
Exit codes: with a log or a process 0; with a command that of the program (128 and the number of the signal that ended it); with --check 0
or 1; 0 if it goes on after the recording; 2 invalid input, the source is missing, or the recorder ended early; 3 not permitted, or no
space for the recording.`,
    example: 'handoff record --trace server.trace -- ./server --workers 4',
  },
  debug: {
    summary: 'hold a real program before the calls that share its sockets',
    usage: 'debug [--provider winsock] [--hold CONDITION]... [--limit SECONDS] [--commands FILE] [--trace FILE] [--json] '
      + '(--pid PID | -- COMMAND...)',
    text: `Records a program like "handoff record", and holds the thread that makes a call before it is made: shows its arguments, what the
rules predict, what it will change, and what the system says of its descriptors. All other threads go on.
--hold CONDITION    terms that must all hold: call:sendmsg process:nginx pid:812 thread:812 fd:7 socket:2 port:8080
                    hazard:received-without-cloexec, shares; a leading - negates a term, * and ? are wildcards, and #3 at the end
                    means the third time only. Repeatable: any of them. By default "shares": before any call that gives a socket to
                    another holder (SCM_RIGHTS, dup, pidfd_getfd, fork and exec with sockets).
--limit SECONDS     release a held call after this time (default 60): a thread that owns a lock stops its program
--commands FILE     read commands from a file or a pipe; by default from the terminal, never from the program's input. A command
                    about a held call waits until one is held.
--trace FILE, -o    write the trace; calls that the inspector changed say so
--json              print one JSON object when a call is held and when it goes on, then the steps and the summary of "record --json"
-- COMMAND, --pid   see "handoff help record"
--provider winsock  a program for Windows; on Linux under Wine. Calls have their Winsock names: call:WSADuplicateSocketW
Commands:
${DEBUG_HELP}
Exit codes: as "handoff record".`,
    example: "handoff debug --hold 'call:sendmsg process:nginx' -- ./server",
  },
  extract: {
    summary: 'make a scenario from a recording',
    usage: 'extract TRACE --socket N --out FILE|-',
    text: `Makes the smallest scenario that shows the story of one socket of a recording: its processes, calls and transfers. Runs it
on the model, and on Linux with real calls, and prints what it does in another way than the program did.
--socket N      the number of the socket, as "handoff record" shows it after #
--out FILE, -o  write the scenario here, or to the standard output with "-"
Exit codes: 0 the scenario runs as recorded on both; 1 it does not; 2 invalid input.`,
    example: 'handoff extract server.trace --socket 1 --out leak.json',
  },
  serve: {
    summary: 'serve the inspector to browsers on this machine',
    usage: 'serve [FILE|LINK...] [--port N] [--users N] [--idle MINUTES] [--no-resume]',
    text: `Serves the inspector to browsers on this machine and prints its address, which contains a token for this run.
FILE is a scenario, trace or capture to open first; LINK is a handoff://scenario/… link.
--port N        listen on this port of 127.0.0.1; by default, any free port. With a fixed port, open pages resume when
                the program restarts.
--users N       allow up to N users at a time, each with separate sessions; a browser counts as one user
                (default 1, at most ${MOST_USERS})
--idle MINUTES  exit when no page has been connected for this long
--no-resume     after a restart, open pages must use the new address
Each user has one connected page: a later page takes over, and the earlier one can reclaim the inspector. A user can have
up to ${USER.sessions} sessions with ${USER.processes} processes in total; all users together, ${HOST.processes} processes (docs/limits.md).
The program listens on loopback only. To connect from another machine, forward the port through SSH (docs/remote.md).`,
    example: 'handoff serve --port 4747 --idle 30',
  },
  explain: {
    summary: 'explain an error or a rule',
    usage: 'explain ERROR | RULE | --rules [--json]',
    text: `Explains an error number or name: its meaning for shared sockets, the calls that return it with their rules, and
the scenarios that show it. Explains a rule such as S25: what it says, how it and each of its clauses are known, which
public tests assert it on Windows, and what of it is a hypothesis there.
--rules         list the rules, and count them by the rank of their evidence`,
    example: 'handoff explain 10022',
  },
  doctor: {
    summary: 'test what works on this machine',
    usage: 'doctor [--json]',
    text: `Tests what works on this machine: a handoff on every provider, the permissions for the live view, a browser. Prints
how to install missing parts. Exit code 1: only the model can run.`,
    example: 'handoff doctor',
  },
  give: {
    summary: 'hand a socket to another process',
    usage: 'give --to PLACE [--pid PID] [--listen ADDRESS | --connect ADDRESS] [--keep] [--wait SECONDS]',
    text: `Hands a socket to another process, which waits for it at PLACE: unix:PATH on Linux; pipe:NAME or file:PATH on Windows.
By default the socket is a connection whose other end stays in this command, which prints the data that arrives.
--pid PID         the receiving process: required on Windows, checked on Linux
--listen ADDRESS  hand over a socket that listens at ADDRESS
--connect ADDRESS hand over a socket connected to ADDRESS
--keep            keep this command's descriptor until a signal; by default Enter or the end of the input closes it as well
--wait SECONDS    time limit for the receiver (default 60)`,
    example: 'handoff give --to unix:/tmp/inbox --listen 127.0.0.1:8080',
  },
  take: {
    summary: 'wait for a socket from another process',
    usage: 'take --from PLACE [--keep] [--wait SECONDS]',
    text: `Waits at PLACE for a socket, prints its facts, and closes it on Enter, at the end of the input, or on a signal.
--keep          close it on a signal only
--wait SECONDS  time limit for the sender (default 60)`,
    example: 'handoff take --from unix:/tmp/inbox',
  },
  decode: {
    summary: 'print the fields of a WSAPROTOCOL_INFOW',
    usage: 'decode [FILE|-] [--json]',
    text: `Prints the fields of a WSAPROTOCOL_INFOW: 628 bytes, binary or as hex digits, or the frame in which it was sent.
Reads the standard input without FILE, or with "-".`,
    example: 'handoff decode blob.bin --json',
  },
};

const indented = (text: string, by: string): string => text.split('\n').map((line) => by + line).join('\n');

const FOOT = `Exit codes: 0 as expected; 1 unmet expectations, divergences, or nothing found; 2 invalid input, or a provider that cannot
run here; 3 not permitted. The lines of --json follow the schemas in assets/schema.
Environment: NO_COLOR disables colors, which are used only on terminals. HANDOFF_CACHE sets the folder for
downloads of the set-up. HANDOFF_WINE selects a Wine where several are set up: 8 or 10.`;

/** The overview of all commands. */
export const HELP = `Inspects sockets that processes share.

Usage: handoff COMMAND [ARGUMENT...] [OPTION...]

Commands:
${Object.entries(TOPICS).map(([command, { summary }]) => `  ${command.padEnd(12)} ${summary}`).join('\n')}

"handoff help COMMAND" explains a command and its options, with an example. "handoff --version" prints the version.
"handoff doctor" shows what works on this machine; "handoff run --list" lists the scenarios to start with.

${FOOT}`;

/** The help text of one command; null for an unknown name. */
export function helpFor(command: string): string | null {
  const topic = own(TOPICS, command);
  if (!topic) return null;
  const example = topic.example ? `\n\nExample:\n  ${topic.example}` : '';
  return `Usage: handoff ${topic.usage}\n\n${indented(topic.text, '  ')}${example}\n\n${FOOT}`;
}
