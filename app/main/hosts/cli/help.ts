/** What each command does: `handoff help`, and `handoff help COMMAND` with an example. */

interface Topic {
  usage: string;
  text: string;
  example?: string;
}

export const TOPICS: Readonly<Record<string, Topic>> = {
  run: {
    usage: 'run SCENARIO [--provider model|winsock|linux] [--json] [--trace FILE]',
    text: `Performs a scenario with real calls (or on the model, when no provider is named) and prints each step beside the
rules' prediction. SCENARIO is a file, or a library id such as winsock/hand-a-connection-over.
--json       one JSON object a step, and a last one with steps, met, unmet, divergences
--trace FILE keeps the trace (NDJSON) for the inspector`,
    example: 'handoff run linux/the-last-close-closes --provider linux',
  },
  validate: {
    usage: 'validate SCENARIO... [--json]',
    text: 'Checks scenario files; nothing is performed. Of a bad one it names the place, what is wrong, and what to do.',
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
  serve: {
    usage: 'serve [--port N] [--idle MINUTES]',
    text: `Opens the inspector for a browser on this machine and prints its address, which holds a one-time token.
--port N       this port of 127.0.0.1 instead of any free one
--idle MINUTES ends the program when no page has been connected for so long
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

const FOOT = `Exit codes: 0 as expected, 1 expectations unmet or divergences, 2 bad input or a provider that cannot run here,
3 not permitted. Lines of --json follow the schemas in assets/schema. Colours appear on a terminal only; NO_COLOR
switches them off. HANDOFF_CACHE names another folder for what the set-up fetched.`;

/** All commands. */
export const HELP = `handoff: what happens when processes share a socket

${Object.values(TOPICS).map(({ usage, text }) => `  handoff ${usage}\n${indented(text, '      ')}`).join('\n\n')}

  handoff help COMMAND, handoff --version

${FOOT}`;

/** One command, or null when there is none of the name. */
export function helpFor(command: string): string | null {
  const topic = TOPICS[command];
  if (!topic) return null;
  return `handoff ${topic.usage}\n\n${indented(topic.text, '  ')}${topic.example ? `\n\nExample:\n  ${topic.example}` : ''}\n\n${FOOT}`;
}
