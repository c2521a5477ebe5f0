import * as z from './schema.ts'

/** Who sits there: the counter's officer, the agency's head, the records clerk who keeps the seal, the administrator. */
export const Role = z.enum(['reception', 'head', 'records-clerk', 'administrator'])
export type Role = z.infer<typeof Role>

export const ROLE_NAME: Readonly<Record<Role, string>> = {
  reception: 'Cán bộ tiếp nhận',
  head: 'Lãnh đạo cơ quan',
  'records-clerk': 'Văn thư',
  administrator: 'Quản trị'
}

export const Permission = z.enum([
  'dossier.read',
  'dossier.receive',
  'dossier.amend',
  'dossier.change-status',
  'dossier.return-result',
  'dossier.hand-over',
  'dossier.reappoint',
  'fee.collect',
  'file.attach',
  'file.sign',
  'document.read',
  'document.create',
  'document.sign-as-head',
  'document.seal',
  'register.read',
  'report.read',
  'queue.read',
  'queue.mend',
  'settings.change',
  'content.purge',
  'journal.verify'
])
export type Permission = z.infer<typeof Permission>

/**
 * What each role may do. The seal is the records clerk's in person (NĐ 30/2020 art. 32), the head signs for the agency,
 * and an administrator runs the machine without touching dossiers.
 */
const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  reception: [
    'dossier.read', 'dossier.receive', 'dossier.amend', 'dossier.change-status', 'dossier.return-result', 'dossier.hand-over', 'fee.collect',
    'file.attach', 'file.sign', 'document.read', 'document.create', 'register.read', 'report.read', 'queue.read', 'queue.mend'
  ],
  head: [
    'dossier.read', 'dossier.change-status', 'dossier.hand-over', 'dossier.reappoint', 'file.sign', 'document.read', 'document.create', 'document.sign-as-head',
    'register.read', 'report.read', 'queue.read'
  ],
  'records-clerk': [
    'dossier.read', 'dossier.return-result', 'dossier.hand-over', 'file.attach', 'file.sign', 'document.read', 'document.create', 'document.seal',
    'register.read', 'report.read', 'queue.read'
  ],
  administrator: [
    'settings.change', 'content.purge', 'journal.verify', 'queue.read', 'report.read'
  ]
}

/** True when the role may do it; screens hide what core would refuse. */
export function mayDo(role: Role, permission: Permission): boolean {
  return PERMISSIONS[role].includes(permission)
}
