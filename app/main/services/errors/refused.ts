/** A request that names something that does not exist, or no longer exists. */
export class Refused extends Error {}
