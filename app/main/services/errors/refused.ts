/** A request for something that is not, or no longer, there. */
export class Refused extends Error {}
