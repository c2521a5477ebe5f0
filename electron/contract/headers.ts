/** Which version a counter writes; a request without it is of the first. */
export const versionHeaderName = 'qmc-version'
/** `batch` in a push asks for one receipt a batch instead of one an entry (`BatchedPushResponse`); a portal that does not know it answers each entry with its own. */
export const receiptsHeaderName = 'qmc-receipts'
/**
 * A name of each request that is answered in JSON or by its status, 32 hexadecimal digits, which its answer bears too: what the portal signed stays true for ever, and a box on the way that gives an old answer again would tell of a portal that is no more. Without it,
 * as from a portal that does not know it or behind a box that drops it, an answer is taken as it was before. Uploads by tus and the bytes of a file bear none: there the file's hash tells.
 */
export const requestHeaderName = 'qmc-request'
