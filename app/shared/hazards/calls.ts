/** Calls by what they do, under their real names. */
export const TAKES: readonly string[] = ['recv', 'recvmsg', 'recvfrom', 'read', 'WSARecv', 'WSARecvFrom', 'WSARecvEx'];
export const ACCEPTS: readonly string[] = ['accept', 'accept4', 'AcceptEx', 'WSAAccept'];
/** Calls that take the inherit flag away, or give it, after the descriptor was made. */
export const SETS_INHERITANCE: readonly string[] = ['SetHandleInformation', 'fcntl'];
