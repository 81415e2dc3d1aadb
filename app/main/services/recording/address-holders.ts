/** Who holds an address that a recorded program did not get, while it runs. */
export { holdersOfPort } from '../../../../native-bridge/linux/ptrace/port-holder.ts';
