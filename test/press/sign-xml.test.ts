import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startSigningProcesses, type SigningProcesses } from '../harness/signing-processes.ts'
import { createSoftToken, type SoftToken } from '../native/softhsm.ts'
import { exportFile, newFile, storeFile } from './desk.ts'

const folder = mkdtempSync(join(tmpdir(), 'qmc-xml-'))
let officer: SoftToken
let clerk: SoftToken
let processes: SigningProcesses
let signedAt: string
let signedSecond: string

beforeAll(() => {
  officer = createSoftToken({ dir: folder, label: 'can-bo', pin: '246810', commonName: 'Nguyễn Thị Hường' })
  clerk = createSoftToken({ dir: folder, label: 'van-thu', pin: '135791', commonName: 'Ủy ban nhân dân huyện Ý Yên', algorithm: 'ecdsa-p256' })
  // Not before the test authority itself is valid.
  signedAt = new Date(Date.now() + 1_000).toISOString()
  signedSecond = signedAt.replace(/\.\d+/, '')
  processes = startSigningProcesses({ env: officer.env, answerPin: (request) => (request.tokenLabel === 'can-bo' ? '246810' : '135791') })
})

afterAll(async () => {
  await processes.stop()
  rmSync(folder, { recursive: true, force: true })
})

const edxml = `<?xml version="1.0" encoding="utf-8"?>
<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
  <edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:edXMLHeader><edXML:MessageHeader><edXML:Subject>V/v cấp giấy &amp; trả kết quả</edXML:Subject></edXML:MessageHeader></edXML:edXMLHeader>
  <edXML:edXMLBody><edXML:edXMLManifest version="1.0"/></edXML:edXMLBody></edXML:edXMLEnvelope>
  <AttachmentEncoded><Attachment><ContentTransferEncoded>UEsDBA==</ContentTransferEncoded></Attachment></AttachmentEncoded>
</edXML>
`
const plain = '<?xml version="1.0"?>\r\n<!-- tờ khai --><a:hoSo z="1" xmlns:a="urn:a" b=\'hai "nháy"\'>\r\n <a:ten><![CDATA[Trần < Thị]]></a:ten>\t<rong/><!-- ghi chú --><b:x xmlns:b="urn:b" xmlns="urn:c"><y/></b:x>\r\n</a:hoSo>\n<!-- hết </a:hoSo> -->\n'

async function sign(token: SoftToken, xml: string | Buffer) {
  await processes.press.call('batch.open', { batchId: 'xml', tokenSerial: token.tokenSerial, certificateId: token.certificateId, documents: 1 })
  const target = newFile(folder)
  const signed = await processes.press.call('batch.sign-xml', { batchId: 'xml', source: storeFile(folder, Buffer.from(xml)), target, signedAt })
  await processes.press.call('batch.close', { batchId: 'xml' })
  return { signed, target }
}

async function signWell(token: SoftToken, xml: string, name: string): Promise<string> {
  const { signed, target } = await sign(token, xml)
  if (!signed.ok) throw new Error(JSON.stringify(signed.error))
  return exportFile(folder, target, name)
}

/** The judge that is not ours. */
function judgeWithXmlsec(path: string): string {
  const args = ['--verify', '--trusted-pem', officer.caPath, '--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties', path]
  const { stdout, stderr } = spawnSync('xmlsec1', args, { encoding: 'utf8' })
  return (stdout + stderr).trim()
}

async function verify(xml: string | Buffer, authorities = [officer.caPem]) {
  const trust = { authorities: authorities.map((pem) => new X509Certificate(pem).raw.toString('base64')), revocationFolder: folder, online: false }
  const report = await processes.press.call('document.verify', { source: storeFile(folder, Buffer.from(xml)), trust })
  if (!report.ok) throw new Error(report.error.kind)
  return report.value
}

test.each([
  ['edXML', 'RSA', edxml],
  ['edXML', 'ECDSA', edxml],
  ['other XML', 'RSA', plain],
  ['other XML', 'ECDSA', plain]
])('%s signed with %s: xmlsec1 accepts it, the text around stays byte for byte, our report names the signer', async (kind, key, xml) => {
  const token = key === 'RSA' ? officer : clerk
  const path = await signWell(token, xml, `${kind}-${key}.xml`)
  expect(judgeWithXmlsec(path)).toMatch(/^OK\n/)
  const text = readFileSync(path, 'utf8')
  expect(text.replace(/<ds:Signature .*<\/ds:Signature>/s, '')).toBe(xml)
  if (kind === 'edXML') expect(text).toMatch(/<\/ds:Signature><\/edXML:edXMLHeader>/)
  expect(await verify(text)).toMatchObject({
    signatures: [
      {
        subFilter: 'XAdES',
        integrity: 'intact',
        digest: 'sha-256',
        coverage: { state: 'whole-file' },
        claimedAt: signedSecond.replace('Z', '.000Z'),
        chain: 'trusted',
        usage: 'allowed',
        validity: 'valid',
        signer: { commonName: key === 'RSA' ? 'Nguyễn Thị Hường' : 'Ủy ban nhân dân huyện Ý Yên' }
      }
    ]
  })
})

test('changed, exchanged or cut XML is not valid to anybody', async () => {
  const path = await signWell(officer, edxml, 'changed.xml')
  const text = readFileSync(path, 'utf8')
  const spoilt = {
    content: text.replace('trả kết quả', 'trả kết qua'),
    attachment: text.replace('UEsDBA==', 'UEsDBB=='),
    time: text.replace(signedSecond, `2099${signedSecond.slice(4)}`),
    certificate: text.replace(new X509Certificate(officer.certificatePem).raw.toString('base64'), new X509Certificate(clerk.certificatePem).raw.toString('base64'))
  }
  for (const [name, xml] of Object.entries(spoilt)) {
    expect(xml, name).not.toBe(text)
    writeFileSync(path, xml)
    expect(judgeWithXmlsec(path), name).not.toMatch(/^OK\n/)
    expect((await verify(xml)).verdict, name).toBe('invalid')
  }
  expect((await verify(text.slice(0, -30))).verdict).toBe('unsigned')
  expect((await verify(edxml)).verdict).toBe('unsigned')
  expect(await verify(text, [])).toMatchObject({ verdict: 'undetermined', signatures: [{ chain: 'unknown-issuer' }] })
})

test('signatures of another program: whole document accepted as XMLDSig, a part of it never as all', async () => {
  const keyPath = join(folder, 'work-can-bo', 'key.pem')
  const certPath = join(folder, 'officer.pem')
  writeFileSync(certPath, officer.certificatePem)
  const template = (uri: string): string =>
    `<r><p Id="phan">mot phan</p><q>phan khac</q><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>` +
    `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="${uri}"><Transforms>${uri === '' ? '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>' : ''}` +
    '<Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/></Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo>' +
    '<SignatureValue/><KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature></r>'
  const signByXmlsec = (uri: string): string => {
    const [source, target] = [join(folder, 'template.xml'), join(folder, 'foreign.xml')]
    writeFileSync(source, template(uri))
    const { status, stderr } = spawnSync('xmlsec1', ['--sign', '--id-attr:Id', 'p', '--privkey-pem', `${keyPath},${certPath}`, '--output', target, source], { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return readFileSync(target, 'utf8')
  }
  const whole = signByXmlsec('')
  expect(await verify(whole)).toMatchObject({ signatures: [{ subFilter: 'XMLDSig', integrity: 'intact', coverage: { state: 'whole-file' }, signer: { commonName: 'Nguyễn Thị Hường' } }] })
  expect((await verify(whole.replace('phan khac', 'phan la'))).verdict).toBe('invalid')
  const part = signByXmlsec('#phan')
  expect(await verify(part)).toMatchObject({ verdict: 'invalid', signatures: [{ integrity: 'intact', coverage: { state: 'partial' } }] })
})

test('what cannot be signed so is refused, with nothing written', async () => {
  const once = readFileSync(await signWell(officer, edxml, 'once.xml'), 'utf8')
  const refused: [string | Buffer, object][] = [
    [once, { kind: 'file-certified' }],
    ['<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', { kind: 'file-unsupported', found: 'XML có DOCTYPE' }],
    ['<a><b></a>', { kind: 'file-broken', reason: 'unreadable' }],
    [Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), { kind: 'file-broken', reason: 'unreadable' }],
    ['<?xml-stylesheet href="x"?><a></a>', { kind: 'file-unsupported', found: 'XML có chỉ thị ngoài phần tử gốc' }],
    ['<a/>', { kind: 'file-unsupported', found: 'XML không có chỗ đặt chữ ký' }],
    ['', { kind: 'file-empty' }]
  ]
  for (const [xml, error] of refused) expect((await sign(officer, xml)).signed, String(xml).slice(0, 40)).toEqual({ ok: false, error })
})
