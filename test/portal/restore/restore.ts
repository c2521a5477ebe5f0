import { FileHandIn, QueueHandIn, RestoreRequest, type RestoreAnswer } from '../../../electron/contract/restore.ts'
import { openRecoverySheet, sealKeyFor } from '../../../electron/crypto/recovery-sheet.ts'
import type { PortalContext } from '../context.ts'
import { insertDeviceKey, retireKeys } from '../device-key-store.ts'
import { findDevice, findDeviceByKey } from '../device-store.ts'
import { describeEnrolment, isPublicKey } from '../enrol.ts'
import { importFile } from '../import-files.ts'
import { importQueue, type ImportOutcome } from '../import-queue.ts'
import { HttpProblem, problem } from '../problem.ts'
import { findRecoveryPrivateKey } from '../recovery-key-store.ts'
import { admitAgain, bindRestoreKey, dropRestoreKey, lockRestoreCode, tellItsOwn } from './restore-store.ts'
import { tellCountersBeside } from '../office-counters.ts'

/**
 * Opens the sealed database key of the counter that a restore code names, for the machine that asks, and takes that machine's key; the keys before it end at once. Done again with another key,
 * until one was used, the last one counts.
 * @throws HttpProblem badRequest, codeInvalid, or copyMissing: no sheet of that counter was shown, or none that this portal can open
 */
export async function restoreDevice(context: PortalContext, body: unknown): Promise<RestoreAnswer> {
  const parsed = RestoreRequest.safeParse(body)
  if (!parsed.success || !isPublicKey(parsed.data.devicePublicKey)) throw new HttpProblem(problem('badRequest'))
  const { code, devicePublicKey, boxKey, sheets } = parsed.data
  return context.database.transaction(async (tx) => {
    const id = await lockRestoreCode(tx, code)
    if (id === undefined) throw new HttpProblem(problem('codeInvalid'))
    const sheet = sheets.find(({ device }) => device === id)
    const privateKey = sheet && (await findRecoveryPrivateKey(tx, sheet.keyId))
    if (!sheet || !privateKey) throw new HttpProblem(problem('copyMissing'))
    const box = sealKeyFor(boxKey, openSheet(sheet, privateKey))
    await dropRestoreKey(tx, code)
    if (await findDeviceByKey(tx, devicePublicKey)) throw new HttpProblem(problem('badRequest', { detail: 'Khóa này đã được dùng.' }))
    await retireKeys(tx, id)
    await insertDeviceKey(tx, id, devicePublicKey)
    await tellCountersBeside(tx, id)
    await bindRestoreKey(tx, code, devicePublicKey)
    await admitAgain(tx, id)
    await tellItsOwn(tx, id)
    const device = await findDevice(tx, id)
    if (!device) throw new Error('a device that is gone')
    return { enrolment: await describeEnrolment(context, tx, device), box }
  })
}

/** Takes in the second copy of the counter that the code names; see import-queue.ts. */
export async function handInQueue(context: PortalContext, body: unknown): Promise<ImportOutcome> {
  const handIn = QueueHandIn.safeParse(body)
  if (!handIn.success) throw new HttpProblem(problem('badRequest'))
  const device = await getDeviceOf(context, handIn.data.code)
  const outcome = await importQueue(context, handIn.data.text).catch((error: unknown) => {
    // Of another portal, or another format: nothing that the counter could mend.
    if (error instanceof HttpProblem) throw error
    throw new HttpProblem(problem('badRequest', { detail: 'Tệp hàng đợi không đọc được.' }))
  })
  await context.database.transaction((tx) => tellItsOwn(tx, device))
  return outcome
}

/** One scan beside it. */
export async function handInFile(context: PortalContext, body: unknown): Promise<{ held: boolean }> {
  const handIn = FileHandIn.safeParse(body)
  if (!handIn.success) throw new HttpProblem(problem('badRequest'))
  const { code, sha256, sheet, bytes } = handIn.data
  const device = await getDeviceOf(context, code)
  return { held: (await importFile(context, device, { sha256, sheet, bytes: Buffer.from(bytes, 'base64') })) === 'held' }
}

async function getDeviceOf(context: PortalContext, code: string): Promise<string> {
  const device = await context.database.transaction((tx) => lockRestoreCode(tx, code))
  if (device === undefined) throw new HttpProblem(problem('codeInvalid'))
  return device
}

function openSheet(sheet: RestoreRequest['sheets'][number], privateKey: Parameters<typeof openRecoverySheet>[1]): Buffer {
  try {
    return openRecoverySheet(sheet, privateKey)
  } catch {
    throw new HttpProblem(problem('copyMissing'))
  }
}
