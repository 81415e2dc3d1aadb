/** The user cancelled it, and nothing of it is left. */
export class Cancelled extends Error {}
