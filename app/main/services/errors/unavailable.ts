/** What was asked for cannot be had on this machine; the message says why and what to install. */
export class Unavailable extends Error {}
