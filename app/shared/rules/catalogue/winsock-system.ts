/** Sections F, G and H: completion ports, inheritance and raw handles, and the level of the providers. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const PORT = 'Microsoft Learn: CreateIoCompletionPort';
const HANDLES = 'Microsoft Learn: Socket Handles';
const SPI = 'Microsoft Learn: WSPDuplicateSocket and WSPSocket';

const COMPLETION = section('Completion ports', WINSOCK_PLATFORMS, [
  {
    id: 'S49', title: 'A socket belongs to one completion port, for life.', evidence: ['D', 'T'], sources: [PORT, 'Wine: ws2_32 tests, completion ports', '.NET: DoAsyncOperation_OnBothOriginalAndClone'],
    text: 'The association is made with the file object, not with the descriptor: another CreateIoCompletionPort through any descriptor fails with ERROR_INVALID_PARAMETER, and calls made through a duplicate complete to the first port, which belongs to another process.',
  },
]);

const INHERITANCE = section('Inheritance and raw handles', WINSOCK_PLATFORMS, [
  {
    id: 'S50', title: 'Socket handles are inheritable unless said otherwise.', evidence: ['D', 'I'], sources: ['Microsoft Learn: CreateProcess', 'Microsoft Learn: SetHandleInformation', 'Microsoft Learn: WSASocketW'],
    text: 'A child made with bInheritHandles gets them under the same numbers. SetHandleInformation can take the flag away afterwards, but a child made in between has the handle; WSA_FLAG_NO_HANDLE_INHERIT leaves no such window. Reports on handles from accept contradict each other.',
  },
  {
    id: 'S51', title: 'DuplicateHandle is not for sockets.', evidence: ['D'], sources: [HANDLES, 'Microsoft Learn: DuplicateHandle'],
    text: 'It reports no error, but Winsock in the target may not know the handle, and its own counting of references is disturbed. What calls on it do is left open.',
  },
  {
    id: 'S52', title: 'An inherited handle works as a socket only with plain kernel handles.', evidence: ['D', 'I'], sources: [HANDLES],
    text: 'Without layered providers many calls work on it. With one that has no kernel handles they fail, and clearing the inherit flag of the dummy handle does not keep the real one from being inherited.',
  },
  {
    id: 'S53', title: 'SIO_BASE_HANDLE returns the handle of the base provider.', evidence: ['T'], sources: ['Wine: ws2_32 tests, test_base_handle'],
    text: 'It equals the socket where no layered provider sits on it.',
  },
]);

const LAYERS = section('Providers', WINSOCK_PLATFORMS, [
  {
    id: 'S54', title: 'The provider does the work, at both ends.', evidence: ['D'], sources: [SPI],
    text: 'WSADuplicateSocketW becomes WSPDuplicateSocket in the source and WSASocketW becomes WSPSocket in the target, where the provider must know its own blob again. One with kernel handles may use DuplicateHandle; one without must do all of it itself.',
    notRunnable: 'It needs a service provider of our own, installed on Windows.',
  },
  {
    id: 'S55', title: 'Layers pass the blob down unchanged.', evidence: ['D'], sources: [SPI],
    text: 'Only the last layer puts the information of the base provider in its place. Layered providers are deprecated since Windows 8.',
    notRunnable: 'It needs a layered provider installed on Windows.',
  },
  {
    id: 'S56', title: 'Applications call WSASocketW, not WSPSocket.', evidence: ['D'], sources: ['Microsoft Learn: Shared Sockets'],
    text: 'The page on shared sockets says that the target calls WSPSocket; that is a slip, and the function page has it right.',
    notRunnable: 'It corrects a sentence of the documents; there is nothing to perform.',
  },
]);

export const WINSOCK_SYSTEM: readonly RuleEntry[] = [...COMPLETION, ...INHERITANCE, ...LAYERS];
