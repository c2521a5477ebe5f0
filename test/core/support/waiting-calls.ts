/** Calls that wait for another process, which a test of core alone does not start. */
export const waitingCalls: ReadonlySet<string> = new Set([
  'file.import',
  'file.scan',
  'document.import',
  'signing.sign',
  'document.sign',
  'document.seal',
  'signing.set-picture',
  'signing.certificates',
  'verify.files',
  'trust.get',
  'trust.read-certificate',
  'trust.import-list',
  'token.doctor',
  'token.refresh'
])
