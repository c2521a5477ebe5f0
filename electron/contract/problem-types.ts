/** What this counter finds itself and tells where a refusal of the portal stands. */
export const ownProblemTypes = {
  /** The bytes on this PC's disk are not those that were signed. */
  fileDamaged: 'urn:qmc:file-damaged',
  /** The portal fails on this one entry and takes others. */
  portalFault: 'urn:qmc:portal-fault'
} as const

/** What a `Problem` of the portal may be (wire.ts). Apart, so that the screens' sentences do not bring along every schema of the wire. */
export const problemTypes = {
  badRequest: 'urn:qmc:bad-request',
  badSignature: 'urn:qmc:bad-signature',
  clockSkew: 'urn:qmc:clock-skew',
  unknownDevice: 'urn:qmc:unknown-device',
  revokedDevice: 'urn:qmc:revoked-device',
  deviceKeyRetired: 'urn:qmc:device-key-retired',
  counterTooOld: 'urn:qmc:counter-too-old',
  codeInvalid: 'urn:qmc:enrolment-code-invalid',
  copyMissing: 'urn:qmc:recovery-sheet-missing',
  keyReused: 'urn:qmc:key-reused',
  chainBroken: 'urn:qmc:chain-broken',
  hashMismatch: 'urn:qmc:hash-mismatch',
  editConflict: 'urn:qmc:edit-conflict',
  numberTaken: 'urn:qmc:number-taken',
  numberOutOfRange: 'urn:qmc:number-out-of-range',
  notAcceptable: 'urn:qmc:entry-not-acceptable',
  secret: 'urn:qmc:secret-refused',
  versionUnknown: 'urn:qmc:entry-version-unknown',
  dossierWaits: 'urn:qmc:earlier-entry-of-dossier-waits',
  /** It stands on a revision the portal does not have, as after a restore from a copy while the counter it came from is off. */
  baseUnknown: 'urn:qmc:base-revision-unknown',
  tooLarge: 'urn:qmc:too-large',
  /** The upload stands at another byte than the counter thought: it asks where, and goes on there. */
  uploadMoved: 'urn:qmc:upload-offset-conflict',
  busy: 'urn:qmc:busy'
} as const
