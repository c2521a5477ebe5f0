import type { Page } from '@playwright/test'

/** Between two characters of a wedge scanner. */
const gapMs = 2

/**
 * A card or receipt under a wedge scanner: a keyboard that types faster than hands and ends with Enter. Every key has its own time, as the system stamps it, however busy the page
 * is that reads it; letters with marks come as keys too, as Windows sends them (VK_PACKET).
 * @param torn where the keys of one go stop, and for how long
 */
export async function wedgeScan(page: Page, text: string, torn?: { after: number; pauseMs: number }): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const begunMs = Date.now()
  const keys = [...text].map((letter) => ({ key: letter, text: letter, unmodifiedText: letter }))
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r', unmodifiedText: '\r' }
  const sent = [...keys, enter].flatMap((key, at) => {
    const timestamp = (begunMs + at * gapMs + (torn && at >= torn.after ? torn.pauseMs : 0)) / 1000
    return [session.send('Input.dispatchKeyEvent', { ...key, type: 'keyDown', timestamp }), session.send('Input.dispatchKeyEvent', { ...key, text: '', unmodifiedText: '', type: 'keyUp', timestamp })]
  })
  await Promise.all(sent)
  await session.detach()
}
