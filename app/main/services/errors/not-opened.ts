/** The session could not be opened, for a reason that is neither the input nor the machine; the message is one sentence. Exit code 1. */
export class NotOpened extends Error {}
