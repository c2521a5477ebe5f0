/** What the catalogue says of a procedure. */
export interface ProcedureSecrecy {
  secret: boolean
  secretComponents: readonly string[]
}

/**
 * Whether an entry concerns a state secret, by the catalogue or by its own words. Looks at every member of the payload, whatever its kind or version: of a secret, nothing may be
 * stored here (Law 29/2018/QH14 art. 5).
 */
export function isSecret(payload: unknown, findProcedure: (code: string) => ProcedureSecrecy | undefined): boolean {
  return saysSecret(payload) || isSecretByCatalogue(payload, findProcedure)
}

const openWords = new Set(['', 'none', 'thuong', 'thường'])

/** Looks at every member of every entry: no list of them is made. */
function saysSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((item) => saysSecret(item))
  if (!isRecord(value)) return false
  for (const key in value) if (isSecretMark(key, value[key]) || saysSecret(value[key])) return true
  return false
}

function isSecretMark(key: string, member: unknown): boolean {
  if (key === 'secret') return member === true
  if (key === 'markedSecret') return Array.isArray(member) && member.length > 0
  return key === 'secrecy' && typeof member === 'string' && !openWords.has(member)
}

function isSecretByCatalogue(payload: unknown, findProcedure: (code: string) => ProcedureSecrecy | undefined): boolean {
  if (!isRecord(payload) || !isRecord(payload['procedure'])) return false
  const procedure = findProcedure(String(payload['procedure']['code']))
  const components = Array.isArray(payload['components']) ? payload['components'] : []
  return areSecret(procedure, components.map((item) => (isRecord(item) ? String(item['id']) : '')))
}

/** Whether papers of a procedure are secret, or all of it is. */
export function areSecret(procedure: ProcedureSecrecy | undefined, components: readonly (string | null)[]): boolean {
  return procedure !== undefined && (procedure.secret || components.some((id) => id !== null && procedure.secretComponents.includes(id)))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
