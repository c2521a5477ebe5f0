import { randomUUID } from 'node:crypto'
import { EnrolRequest, type Enrolment } from '../../electron/contract/wire.ts'
import { importPublicKey } from '../../electron/crypto/ed25519.ts'
import { localDay } from '../../electron/domain/calendar.ts'
import { findAnnouncement } from './announce-keys.ts'
import type { PortalContext } from './context.ts'
import type { Queryable } from './database.ts'
import { dropUnusedKeys, insertDeviceKey } from './device-key-store.ts'
import { findDevice, findDeviceByKey, type Device } from './device-store.ts'
import { bindCode, findHighestCounter, getOffice, getOfficers, getStandingRange, insertDevice, lockCode, lockOffice } from './enrol-store.ts'
import { isLentOut } from './numbers/lease-store.ts'
import { tellOfficeCounters } from './office-counters.ts'
import { HttpProblem, problem } from './problem.ts'
import { getReceiptKeys } from './receipt-key-store.ts'

/**
 * Enrols a counter by its one-time code. The same code answers the same enrolment until the device's first signed request, also with
 * another key: a counter that lost power before it kept its key makes a new one.
 * @throws HttpProblem badRequest, codeInvalid or notAcceptable (the office has no number range left)
 */
export async function enrolDevice(context: PortalContext, body: unknown): Promise<Enrolment> {
  const parsed = EnrolRequest.safeParse(body)
  if (!parsed.success || !isPublicKey(parsed.data.devicePublicKey)) throw new HttpProblem(problem('badRequest'))
  const request = parsed.data
  return context.database.transaction(async (tx) => {
    const code = await lockCode(tx, request.code)
    if (!code || code.isRestore) throw new HttpProblem(problem('codeInvalid'))
    const bound = code.deviceId === undefined ? undefined : await findDevice(tx, code.deviceId)
    if (bound) {
      if (bound.firstSeen || bound.revoked) throw new HttpProblem(problem('codeInvalid'))
      const holder = await findDeviceByKey(tx, request.devicePublicKey)
      if (holder && holder.id !== bound.id) throw new HttpProblem(problem('codeInvalid'))
      // A counter that never signed anything takes another key: the first went with a power cut.
      if (!holder) {
        await dropUnusedKeys(tx, bound.id)
        await insertDeviceKey(tx, bound.id, request.devicePublicKey)
        await tellOfficeCounters(tx, bound.officeId)
      }
      return describeEnrolment(context, tx, bound)
    }
    if (await findDeviceByKey(tx, request.devicePublicKey)) throw new HttpProblem(problem('codeInvalid'))
    return describeEnrolment(context, tx, await addCounter(context, tx, code.officeId, request))
  })
}

async function addCounter(context: PortalContext, tx: Queryable, officeId: string, request: EnrolRequest): Promise<Device> {
  const office = await lockOffice(tx, officeId)
  const counterNumber = (await findHighestCounter(tx, officeId)) + 1
  const range = office.standingRanges[counterNumber - 1]
  if (!range) throw new HttpProblem(problem('notAcceptable', { detail: 'Đơn vị đã hết dải số cho máy quầy mới.' }))
  // Lent to another counter for a day, as its standing range was used up.
  const lent = await isLentOut(tx, `dossier:${office.agencyCode}`, { from: range[0], to: range[1] }, localDay(context.now().getTime()))
  if (lent) throw new HttpProblem(problem('notAcceptable', { detail: 'Dải số của máy quầy mới đang cho quầy khác mượn trong ngày. Đăng ký lại vào ngày mai.' }))
  const device = { id: `may-${randomUUID()}`, officeId, counterNumber, name: request.deviceName, publicKey: request.devicePublicKey }
  await insertDevice(tx, device, { agencyCode: office.agencyCode, range: { from: range[0], to: range[1] } })
  await bindCode(tx, request.code, device.id)
  await tellOfficeCounters(tx, officeId)
  return { id: device.id, officeId, counterNumber, keys: [], firstSeen: false, seenLately: false, revoked: false }
}

/** What a counter is told of itself and of the portal. */
export async function describeEnrolment(context: PortalContext, tx: Queryable, device: Device): Promise<Enrolment> {
  const office = await getOffice(tx, device.officeId)
  const announced = (await findAnnouncement(tx))?.statement
  return {
    device: device.id,
    portal: context.portalId,
    officeId: office.id,
    officeName: office.name,
    agencyCode: office.agencyCode,
    counterNumber: device.counterNumber,
    range: await getStandingRange(tx, device.id),
    receiptKeys: await getReceiptKeys(tx),
    officers: await getOfficers(tx, office.id),
    keySerial: announced?.serial ?? 0,
    ...(announced?.caCertificates ? { caCertificates: announced.caCertificates } : {}),
    serverTime: context.now().toISOString()
  }
}

export function isPublicKey(raw: string): boolean {
  try {
    importPublicKey('ed25519', raw)
    // One key, one spelling: the unique constraint compares text.
    return Buffer.from(raw, 'base64').toString('base64') === raw
  } catch {
    return false
  }
}
