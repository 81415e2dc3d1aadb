/** The system denies this user the operation; exit code 3. */
export class NotPermitted extends Error {}
