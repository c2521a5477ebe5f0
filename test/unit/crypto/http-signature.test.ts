import { sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSigningKey, importPrivateKey, importPublicKey } from '../../../electron/crypto/ed25519.ts'
import { digestBody, isSignatureValid, parseSignature, signRequest, type SignatureHeaders } from '../../../electron/crypto/http-signature.ts'

const pair = createSigningKey()
const privateKey = importPrivateKey('ed25519', pair.privateKey)
const publicKey = importPublicKey('ed25519', pair.publicKey)
const key = { keyId: 'may-1', privateKey }

function parse(headers: SignatureHeaders) {
  return parseSignature({ signatureInput: headers['signature-input'], signature: headers.signature })
}

describe('signed requests', () => {
  test('the digest is that of RFC 9530, appendix', () => {
    expect(digestBody('{"hello": "world"}\n')).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:')
    expect(digestBody('{"hello": "world"}')).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:')
  })

  test('what is signed is the signature base of RFC 9421 §2.5, line by line', () => {
    const headers = signRequest({ method: 'post', path: '/v1/entries?a=1', body: '{}' }, key, 1_615_775_400)
    const parameters = '("@method" "@request-target" "content-digest");created=1615775400;keyid="may-1";alg="ed25519"'
    const base = ['"@method": POST', '"@request-target": /v1/entries?a=1', `"content-digest": ${digestBody('{}')}`, `"@signature-params": ${parameters}`].join('\n')
    expect(headers['signature-input']).toBe(`sig1=${parameters}`)
    expect(headers.signature).toBe(`sig1=:${sign(null, Buffer.from(base), privateKey).toString('base64')}:`)
    expect(verify(null, Buffer.from(base), publicKey, Buffer.from(headers.signature.slice(6, -1), 'base64'))).toBe(true)
  })

  test('a signature holds for its own method, target, digest, time and key only', () => {
    const parts = { method: 'POST', path: '/v1/entries', contentDigest: digestBody('{}') }
    const parsed = parse(signRequest({ method: 'POST', path: '/v1/entries', body: '{}' }, key, 1000))!
    expect(parsed).toMatchObject({ keyId: 'may-1', createdSeconds: 1000, coversDigest: true })
    expect(isSignatureValid(parsed, parts, publicKey)).toBe(true)
    expect(isSignatureValid(parsed, { ...parts, method: 'PATCH' }, publicKey)).toBe(false)
    expect(isSignatureValid(parsed, { ...parts, path: '/v1/entries?' }, publicKey)).toBe(false)
    expect(isSignatureValid(parsed, { ...parts, contentDigest: digestBody('{ }') }, publicKey)).toBe(false)
    expect(isSignatureValid(parsed, { method: 'POST', path: '/v1/entries' }, publicKey)).toBe(false)
    expect(isSignatureValid({ ...parsed, parameters: parsed.parameters.replace('1000', '2000') }, parts, publicKey)).toBe(false)
    expect(isSignatureValid(parsed, parts, importPublicKey('ed25519', createSigningKey().publicKey))).toBe(false)
  })

  test('a signature without a body cannot be taken for one with', () => {
    const parsed = parse(signRequest({ method: 'GET', path: '/v1/changes' }, key, 1000))!
    expect(parsed.coversDigest).toBe(false)
    expect(isSignatureValid(parsed, { method: 'GET', path: '/v1/changes' }, publicKey)).toBe(true)
    expect(isSignatureValid(parsed, { method: 'GET', path: '/v1/changes', contentDigest: digestBody('') }, publicKey)).toBe(false)
  })

  test('any request signs and reads back', () => {
    const path = fc.webPath().map((text) => `/${text}`)
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'PATCH', 'HEAD'), path, fc.option(fc.string(), { nil: undefined }), fc.nat(), (method, target, body, created) => {
        const headers = signRequest({ method, path: target, ...(body === undefined ? {} : { body }) }, key, created)
        const parsed = parse(headers)!
        expect(parsed.createdSeconds).toBe(created)
        const contentDigest = headers['content-digest']
        expect(isSignatureValid(parsed, { method, path: target, ...(contentDigest ? { contentDigest } : {}) }, publicKey)).toBe(true)
      })
    )
  })

  test('headers of another form are not read, whatever they hold', () => {
    const good = signRequest({ method: 'GET', path: '/' }, key, 1000)
    const input = good['signature-input']
    const bad = [input.replace('sig1', 'sig2'), input.replace('ed25519', 'rsa'), input.replace('"@method" ', ''), `${input};nonce="1"`, input.replace('1000', '-1'), `${input}, ${input}`]
    for (const signatureInput of bad) expect(parseSignature({ signatureInput, signature: good.signature })).toBeUndefined()
    expect(parseSignature({ signatureInput: input, signature: `${good.signature}x` })).toBeUndefined()
    expect(parseSignature({ signatureInput: input })).toBeUndefined()
    fc.assert(fc.property(fc.string(), fc.string(), (signatureInput, signature) => parseSignature({ signatureInput, signature }) === undefined))
  })
})
