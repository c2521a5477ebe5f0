import { expect, it, test } from 'vitest'
import { mayDo, Permission, Role } from '../../../electron/domain/permission.ts'

test.each([
  ['reception', 'dossier.receive', true],
  ['reception', 'document.seal', false],
  ['reception', 'settings.change', false],
  ['head', 'document.sign-as-head', true],
  ['head', 'dossier.receive', false],
  ['records-clerk', 'document.seal', true],
  ['records-clerk', 'document.sign-as-head', false],
  ['administrator', 'settings.change', true],
  ['administrator', 'dossier.read', false],
  ['administrator', 'dossier.receive', false]
] as const)('%s %s: %s', (role, permission, allowed) => expect(mayDo(role, permission)).toBe(allowed))

it('every permission is someone’s, and only the records clerk has the seal', () => {
  expect(Permission.options.filter((permission) => !Role.options.some((role) => mayDo(role, permission)))).toEqual([])
  expect(Role.options.filter((role) => mayDo(role, 'document.seal'))).toEqual(['records-clerk'])
})
