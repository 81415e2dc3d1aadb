export const HELP = `handoff: what happens when processes share a socket

  handoff run SCENARIO --provider model|winsock|linux [--json] [--trace FILE]
      Performs a scenario with real calls (or on the model) and prints each step beside the rules' prediction.
      SCENARIO is a file, or a library id such as winsock/hand-a-connection-over.
      --json       one JSON object a step, and a last one with steps, met, unmet, divergences
      --trace FILE keeps the trace (NDJSON) for the inspector

  handoff export TRACE|SCENARIO --to svg|png|sequence-svg|ndjson|html|c [--step N] [--theme light|dark]
                 [--spacing even|real] [--out FILE|DIR|-]
      Writes what --trace kept (NDJSON, gzipped or not; a damaged file up to the damage), or a scenario performed on
      the model, as something to show:
      svg, png       the graph at step N (the last one if left out; 0 is before the first)
      sequence-svg   the sequence as a figure, up to step N; --spacing real draws calls as long as they took
      ndjson         the trace itself
      html           one page that replays it, without a network; it opens at step N
      c              complete C programs, one a process, that do the same, in the folder DIR

  handoff validate SCENARIO...
      Checks scenario files; nothing is performed.

  handoff conformance [FOLDER...] [--provider model|winsock|linux]... [--json] [--report FILE]
      Runs every case on every provider that can run here and says of each rule whether it holds.
      FOLDER holds scenario files; without one, the project's conformance cases and its library.
      --json        one JSON object a run, and a last one with rules, cases, diverges
      --report FILE writes the table as one HTML file

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

Exit codes: 0 as expected, 1 expectations unmet or divergences, 2 bad input or a provider that cannot run here,
3 not permitted.`;
