import { expect, test } from 'vitest'
import { findModulePaths } from '../../native/signer/find-modules.ts'
import { vendorProfiles } from '../../native/signer/vendor-profiles.ts'

test('a configured list replaces the search, split as the platform splits lists', () => {
  expect(findModulePaths({ platform: 'linux', configured: '/a/x.so:/b/y.so' })).toEqual(['/a/x.so', '/b/y.so'])
  expect(findModulePaths({ platform: 'win32', configured: 'C:\\a\\x.dll;D:\\y.dll' })).toEqual(['C:\\a\\x.dll', 'D:\\y.dll'])
})

test('on this machine the search finds SoftHSM once, though it lies in two folders that are one', () => {
  const found = findModulePaths({ platform: 'linux', configured: undefined })
  expect(found.filter((path) => path.endsWith('libsofthsm2.so'))).toHaveLength(1)
  expect(new Set(found).size).toBe(found.length)
})

test('profiles name each library once, without folder or ending, and no CSP shell', () => {
  const files = vendorProfiles.flatMap((profile) => profile.files)
  expect(new Set(files).size).toBe(files.length)
  for (const file of files) expect(file).toMatch(/^[\w.-]+$/)
  expect(files.filter((file) => /_s$|\.dll$|\.so$/.test(file))).toEqual([])
})
