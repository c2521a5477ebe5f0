import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { X509Certificate } from 'node:crypto'
import type { StoredFile } from '../../electron/contract/press.ts'
import type { PinRequest, SignerMethods } from '../../electron/contract/signer.ts'
import { createCaller } from '../../electron/rpc/call.ts'
import { startProcess } from '../harness/processes.ts'
import { bundledEntryPaths, startSigningProcesses } from '../harness/signing-processes.ts'
import { agencyAppearance, exportFile, newFile, officerAppearance, storeFile } from '../press/desk.ts'
import { judgeWithPdfsig } from '../press/judges.ts'
import type { SectionReport } from './section.ts'
import { makeOneMegabytePdf, openSignDesk, readCpuMs, readResidentMb, type SignDesk } from './sign-desk.ts'
import { preparePdfsig } from './sign-peer.ts'
import { median, quantile, toThreeDigits } from './stats.ts'

const batchSize = 200
const warmUps = 20

/**
 * What a signature costs over C_Sign itself: asked of the signer's process, and as a whole PAdES of 1 MB and 20 pages in a batch with one PIN, through press and signer as the app runs
 * them, encrypted files read and synced. C_Sign is measured in a loop of C before and after, in the same run; the peer is pdfsig with a key of the same kind.
 */
export async function measure(): Promise<SectionReport> {
  const desk = openSignDesk()
  try {
    const cSignMs = [...desk.timeCSign(200)]
    const signer = await timeSigner(desk)
    cSignMs.push(...desk.timeCSign(200))
    const pades = await timePades(desk)
    cSignMs.push(...desk.timeCSign(200))
    const floor = median(cSignMs)
    return {
      values: {
        signOverheadMs: toThreeDigits(median(signer.signMs) - floor),
        padesOverheadMs: toThreeDigits(median(pades.signMs) - floor),
        padesMemoryGrowthMb: toThreeDigits(pades.growthMb),
        padesOverPdfsig: toThreeDigits(median(pades.signMs) / median(pades.peerMs)),
        verifyMs: toThreeDigits(median(pades.verifyMs)),
        signerStartMs: toThreeDigits(median(signer.startMs))
      },
      details: {
        cSignMs: spread(cSignMs),
        signMs: spread(signer.signMs),
        // What of the overhead is the way there and back: a call that does nothing.
        channelMs: spread(signer.channelMs),
        padesMs: spread(pades.signMs),
        padesCpuMs: pades.cpuMs,
        pdfsigMs: spread(pades.peerMs),
        verifyMs: spread(pades.verifyMs),
        signerStartMs: spread(signer.startMs),
        pressMb: pades.pressMb
      }
    }
  } finally {
    rmSync(desk.folder, { recursive: true, force: true })
  }
}

function spread(values: number[]): { p50: number; p99: number; runs: number } {
  return { p50: toThreeDigits(quantile(values, 0.5)), p99: toThreeDigits(quantile(values, 0.99)), runs: values.length }
}

async function timeSigner(desk: SignDesk): Promise<{ startMs: number[]; signMs: number[]; channelMs: number[] }> {
  const startMs: number[] = []
  const channelMs: number[] = []
  const signMs: number[] = []
  for (let run = 0; run < 7; run += 1) {
    const startedAt = performance.now()
    const process = startProcess(bundledEntryPaths.signer, { env: desk.token.env })
    const signer = createCaller<SignerMethods>(process.openLink('press'), 'signer')
    const listed = await signer.call('token.list', {})
    startMs.push(performance.now() - startedAt)
    if (!listed.ok || listed.value.length !== 1) throw new Error('the signer lists no token')
    if (run === 6) {
      process.port.onMessage(() => {
        const window = process.openLink('pin')
        window.onMessage((request) => window.post({ type: 'pin', pin: (request as PinRequest).type === 'pin-request' ? desk.pin : '' }))
      })
      const opened = await signer.call('batch.open', { batchId: 'bench', tokenSerial: desk.token.tokenSerial, certificateId: desk.token.certificateId, documents: 600 })
      if (!opened.ok) throw new Error(opened.error.kind)
      for (let count = -100; count < 500; count += 1) {
        const digest = createHash('sha256').update(randomBytes(16)).digest('base64')
        const askedAt = performance.now()
        const signed = await signer.call('batch.sign', { batchId: 'bench', digest })
        if (!signed.ok) throw new Error(signed.error.kind)
        if (count >= 0) signMs.push(performance.now() - askedAt)
        const closedAt = performance.now()
        await signer.call('batch.close', { batchId: 'no such batch' })
        if (count >= 0) channelMs.push(performance.now() - closedAt)
      }
    }
    await process.kill()
  }
  return { startMs, signMs, channelMs }
}

interface PadesTimes {
  signMs: number[]
  peerMs: number[]
  verifyMs: number[]
  growthMb: number
  /** Of press and for one document: what the load of other programs does not change. */
  cpuMs: number
  pressMb: { afterWarmUp: number; atTheEnd: number }
}

async function timePades(desk: SignDesk): Promise<PadesTimes> {
  const bytes = await makeOneMegabytePdf()
  const source = storeFile(desk.folder, bytes)
  const plainPath = join(desk.folder, 'plain.pdf')
  writeFileSync(plainPath, bytes)
  const peer = preparePdfsig(desk.folder)
  const processes = startSigningProcesses({ entries: bundledEntryPaths, env: desk.token.env, answerPin: () => desk.pin })
  const result: PadesTimes = { signMs: [], peerMs: [], verifyMs: [], growthMb: 0, cpuMs: 0, pressMb: { afterWarmUp: 0, atTheEnd: 0 } }
  try {
    const open = await processes.press.call('batch.open', { batchId: 'bench', tokenSerial: desk.token.tokenSerial, certificateId: desk.token.certificateId, documents: batchSize })
    if (!open.ok) throw new Error(open.error.kind)
    let cpuBefore = 0
    const pressPid = processes.pressProcess.child.pid ?? 0
    for (let count = 0; count < batchSize; count += 1) {
      const target = newFile(desk.folder)
      const appearance = { ...officerAppearance, signedAt: `2026-11-23T09:${String(10 + (count % 50))}:00+07:00` }
      const startedAt = performance.now()
      const signed = await processes.press.call('batch.sign', { batchId: 'bench', source, target, appearance })
      if (!signed.ok) throw new Error(signed.error.kind)
      if (count >= warmUps) result.signMs.push(performance.now() - startedAt)
      if (count === warmUps) {
        result.pressMb.afterWarmUp = toThreeDigits(readResidentMb(pressPid))
        cpuBefore = readCpuMs(pressPid)
      }
      if (count === batchSize - 1) {
        result.cpuMs = toThreeDigits((readCpuMs(pressPid) - cpuBefore) / (batchSize - 1 - warmUps))
        // Before anything is verified: this is about the batch.
        result.pressMb.atTheEnd = toThreeDigits(readResidentMb(pressPid))
      }
      // The peer takes its turns in between, so that both meet the same machine.
      if (count % 10 === 9) result.peerMs.push(peer.sign(plainPath, join(desk.folder, `peer-${count}.pdf`)))
      if (count === batchSize - 1) await timeVerify(desk, processes.press, { ...target, sha256: signed.value.sha256 }, result)
      else rmSync(target.path)
    }
    result.growthMb = Math.max(0, result.pressMb.atTheEnd - result.pressMb.afterWarmUp)
    if (!judgeWithPdfsig(join(desk.folder, 'peer-199.pdf'))[0]?.valid) throw new Error('the peer did not sign')
    return result
  } finally {
    await processes.stop()
  }
}

/** The same document with a second signature on it, verified offline against the office's list. */
async function timeVerify(desk: SignDesk, press: ReturnType<typeof startSigningProcesses>['press'], once: StoredFile, result: PadesTimes): Promise<void> {
  const target = newFile(desk.folder)
  const signed = await press.call('batch.sign', { batchId: 'bench', source: once, target, appearance: agencyAppearance })
  if (!signed.ok) throw new Error(signed.error.kind)
  if (!judgeWithPdfsig(exportFile(desk.folder, target, 'twice.pdf')).every((one) => one.valid)) throw new Error('the document is not signed')
  const source = { ...target, sha256: signed.value.sha256 }
  const trust = { authorities: [new X509Certificate(desk.token.caPem).raw.toString('base64')], revocationFolder: desk.folder, online: false }
  for (let run = -5; run < 40; run += 1) {
    const startedAt = performance.now()
    const report = await press.call('document.verify', { source, trust })
    if (run >= 0) result.verifyMs.push(performance.now() - startedAt)
    if (!report.ok || report.value.signatures.length !== 2 || report.value.signatures.some((one) => one.integrity !== 'intact')) throw new Error('not verified')
  }
}
