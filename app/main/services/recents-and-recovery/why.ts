/** The text of a system error from writing a file. */
export function why(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case 'ENOSPC': return 'no space is left on the disk';
    case 'EDQUOT': return 'the quota of this user is used up';
    case 'EACCES': case 'EPERM': return 'this user cannot write there';
    case 'EROFS': return 'the file system is read-only';
    case 'ENOENT': return 'the folder does not exist';
    case 'ENOTDIR': case 'EEXIST': return 'a file exists in place of the folder';
    case 'EFBIG': return 'the file would be too large';
    case 'EISDIR': return 'it is a folder';
    case 'EBADF': return 'nothing is open under that number';
    default: return error.code ?? error.message;
  }
}
