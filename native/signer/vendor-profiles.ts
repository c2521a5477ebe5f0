/**
 * The PKCS#11 modules seen in Việt Nam, by vendor. Data, to be edited and never guessed at: a name is here because it was seen on an office's machine or in
 * the vendor's package. Files ending `_s` are CSP shells, not PKCS#11, and are left out.
 */
export interface VendorProfile {
  vendor: string
  /** Library names without folder and ending, in the order to look for them: newest first. */
  files: string[]
  /** Full paths to look at besides the usual folders. */
  paths?: string[]
}

export const vendorProfiles: VendorProfile[] = [
  { vendor: 'Ban Cơ yếu Chính phủ (VGCA)', files: ['bit4xpki', 'bit4ipki', 'eTPKCS11', 'eToken', 'IDPrimePKCS1164', 'IDPrimePKCS11', 'gclib'] },
  {
    vendor: 'VNPT-CA',
    files: [
      'vnptca_p11_v10',
      'vnptca_p11_v9',
      'vnptca_p11_v8',
      'vnptca_p11_v81',
      'vnptca_p11_v7',
      'vnptca_p11_v6',
      'vnptca_p11_v5',
      'vnptcav2_p11_v8',
      'vnpt-ca_csp11',
      'vnpt-ca_cl_v1',
      'vnpt-ca_v34',
      'vnpt-ca_v6',
      'vnpt-ca_v4'
    ]
  },
  {
    vendor: 'Viettel-CA',
    files: ['viettel-ca_v6', 'viettel-ca_v5', 'viettel-ca_v4', 'viettel-ca_v3', 'viettel-ca_v2', 'viettel-ca_v1', 'viettel-ca'],
    paths: ['/usr/lib/viettel-ca_v6.so']
  },
  { vendor: 'FPT-CA', files: ['fptca_v6', 'fptca_v5', 'fptca_v4', 'fptca_v3', 'fpt-ca_v5', 'fpt-ca_v4', 'fpt-ca-stx', 'fpt-ca'] },
  { vendor: 'BKAV-CA', files: ['BkavCAv25', 'BkavCAv2T', 'BkavCAv2S', 'BkavCA', 'st3csp11'] },
  { vendor: 'Nacencomm (CA2)', files: ['nca_v9', 'nca_v8', 'nca_v7', 'nca_v6', 'nca_v5', 'nca_v4', 'CA2_v34', 'CA2_csp11', 'ncca_csp11_v1'] },
  { vendor: 'I-CA', files: ['ica_csp11_v1'] },
  { vendor: 'FastCA', files: ['fca_v1'] },
  {
    vendor: 'Vina-CA (SmartSign)',
    files: ['Vina-CAv10', 'Vina-CAv9', 'Vina-CAv8', 'Vina-CAv7', 'Vina-CAv6', 'Vina-CAv5', 'Vina-CAv4', 'Vina-CAv3', 'Vina-CA']
  },
  { vendor: 'Safe-CA', files: ['Safe-ca_v2', 'Safe-ca_v1', 'safe-ca'] },
  { vendor: 'EFY-CA', files: ['efy-ca_v1'] },
  { vendor: 'NewTel-CA', files: ['newca_v4'] },
  { vendor: 'MISA-CA', files: ['misaca_csp11_v2'] },
  {
    vendor: 'Dùng chung',
    files: ['eps2003csp11v2', 'eps2003csp11', 'ShuttleCsp11_3003', 'ngp11v211', 'SignatureP11', 'aetpkss1', 'acospkcs11', 'opensc-pkcs11', 'softhsm2'],
    paths: ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so']
  }
]

/** Where vendors put their libraries. On Windows a 64-bit program sees the 64-bit ones under System32. */
export const moduleFolders: Partial<Record<NodeJS.Platform, string[]>> = {
  win32: ['C:\\Windows\\System32'],
  linux: ['/usr/lib', '/usr/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu/pkcs11', '/usr/local/lib', '/usr/lib/pkcs11']
}

/** Whose library it is, by its file name; undefined for one no profile names. */
export function findVendor(fileName: string): string | undefined {
  const name = fileName.replace(/\.(dll|so)$/i, '').toLowerCase()
  return vendorProfiles.find((profile) => profile.files.some((file) => file.toLowerCase() === name || `lib${file.toLowerCase()}` === name))?.vendor
}
