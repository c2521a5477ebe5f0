import { expect, test } from 'vitest'
import { createPortalClient } from '../../electron/core/portal/portal-client.ts'
import { startRelay } from '../prove/relay.ts'
import { startReferencePortal } from './support/portal.ts'

test('an answer that bears the name of another request is none; one that bears no name is taken', async () => {
  const portal = await startReferencePortal()
  const relay = await startRelay(portal.url)
  const client = createPortalClient({ portalUrl: relay.url, portalNow: Date.now })
  const ask = async () => (await client.request('GET', '/status')) as { ok: boolean; error?: object }
  try {
    expect(await ask()).toMatchObject({ ok: true })
    relay.next.push('stale', 'stale')
    // The box drops what it does not know, then it keeps it.
    expect(await ask()).toMatchObject({ ok: true })
    expect(await ask()).toEqual({ ok: false, error: { kind: 'nonsense', status: 200 } })
    expect(await ask()).toMatchObject({ ok: true })
  } finally {
    await relay.close()
    await portal.close()
  }
})
