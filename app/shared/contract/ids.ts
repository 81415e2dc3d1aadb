/** Ids and small values shared by the inputs of several topics. */
import { z } from 'zod';

export const sessionId = z.string().regex(/^session-\d{1,9}$/);
export const libraryId = z.string().regex(/^(winsock|linux)\/[a-z0-9-]{1,64}$/);
export const providerId = z.enum(['model', 'winsock', 'linux']);
export const processName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/);
/** The page's name for an opening, used for its progress events and to cancel it. */
export const openingName = z.string().min(1).max(64);
export const captureId = z.string().regex(/^capture-\d{1,9}$/);
export const questionId = z.string().regex(/^question-[0-9a-f]{32}$/);
export const rowId = z.number().int().min(0).max(20_000_000);
export const nothing = z.strictObject({});
export const bySession = z.strictObject({ session: sessionId });
