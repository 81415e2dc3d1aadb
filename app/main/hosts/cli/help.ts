export const HELP = `handoff: what happens when processes share a socket

  handoff run SCENARIO --provider model|winsock|linux [--json] [--trace FILE]
      Performs a scenario with real calls (or on the model) and prints each step beside the rules' prediction.
      SCENARIO is a file, or a library id such as winsock/hand-a-connection-over.
      --json       one JSON object a step, and a last one with steps, met, unmet, divergences
      --trace FILE keeps the trace (NDJSON) for the inspector

  handoff validate SCENARIO...
      Checks scenario files; nothing is performed.

  handoff conformance [FOLDER...] [--provider model|winsock|linux]... [--json] [--report FILE]
      Runs every case on every provider that can run here and says of each rule whether it holds.
      FOLDER holds scenario files; without one, the project's conformance cases and its library.
      --json        one JSON object a run, and a last one with rules, cases, diverges
      --report FILE writes the table as one HTML file

  handoff who PORT|ADDRESS|PATH [--all] [--json] [--tier auto|proc|bpf]
      Who holds it, who watches it, and why it is still open: every process with its descriptor, start time and
      command, how the descriptor probably came there, epoll registrations, and what bites. Asks for listeners and
      bound sockets; --all adds the connections. Examples: handoff who 8080; handoff who /run/app.sock
      Exit: 0 found, 1 nothing found, 3 found, but its holders are hidden from this user.

  handoff scan [FILTER...] [--filter FILTER] [--json|--ndjson|--csv] [--watch [--every SECONDS]]
               [--tier auto|proc|bpf] [--save FILE] [--compare FILE]
      Every socket of this machine with its holders and watchers.
      FILTER       words that must all hold: port:8080 process:nginx pid:812 addr:127.0.0.1 state:listening kind:unix
                   user:33 inode:4711 ns:own fd:7; shared, stale, reused, watched, in-flight, unread, hidden,
                   "listening no acceptor"; any other word is looked for in names and addresses; - in front takes out
      --ndjson     one JSON object a line with a host field (assets/schema/handoff-inventory-1.json), for a log engine
      --watch      goes on with what changes, until Ctrl-C
      --save FILE  keeps the capture, compressed when FILE ends in .gz; --compare FILE prints what differs from it
      --tier       proc: what any user can see; bpf: a kernel iterator, for root; auto takes bpf where it works
      Exit: 0 found, 1 nothing found (with --compare: nothing differs), 2 bad input, 3 the tier is not permitted.

  handoff serve [--port N]
      Opens the inspector for a browser on this machine and prints its address.

  handoff give --to PLACE [--pid PID] [--listen ADDRESS | --connect ADDRESS] [--keep] [--wait SECONDS]
      Hands a socket to a process of your own, which waits for it at PLACE: pipe:NAME or file:PATH (Windows, with the
      process id it is exported for) or unix:PATH (Linux). The socket is one that listens at ADDRESS, is connected to
      it, or else a connection whose other end stays here and prints what arrives. Closes its own descriptor on Enter,
      at the end of the input, or on Ctrl-C; with --keep on a signal only.

  handoff take --from PLACE [--keep] [--wait SECONDS]
      Waits at PLACE for a socket, prints what it got, and closes it when told in the same ways.

  handoff decode [FILE|-] [--json]
      Shows the fields of a WSAPROTOCOL_INFOW: 628 bytes, binary or as hex digits, or the frame it travels in.

Exit codes: 0 as expected, 1 expectations unmet, divergences, or nothing found, 2 bad input or a provider that cannot run here,
3 not permitted.`;
