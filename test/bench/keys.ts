import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchCounter } from '../harness/counter-app.ts'
import { provision, startPortalProcess } from '../harness/demo-office.ts'
import { runHandTasks } from '../harness/hand-tasks.ts'
import { logIn, procedureField, waitForFocus } from '../harness/steps.ts'
import { outFolder } from './out-folder.ts'
import type { SectionReport } from './section.ts'
import { quantile, toThreeDigits } from './stats.ts'

const throttle = 4
/** About as fast as a good typist, so that each letter meets the page as a hand finds it. */
const betweenLettersMs = 90
const letters = 'Nguyen Thi Khanh Huyen, xom 5, Giao Yen, Giao Thuy, Nam Dinh, '.repeat(2)

/**
 * The tasks of design/ui.md by pressed keys in the real app with its portal, and how long a letter typed into a name takes to the frame that shows it, with the
 * page's processor slowed to a quarter.
 */
export async function measure(): Promise<SectionReport> {
  const folder = join(outFolder, 'work', 'keys')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const portal = await startPortalProcess({ PORTAL_DATA: join(folder, 'portal'), PORTAL_SEED: '2021' })
  const dataFolder = join(folder, 'counter')
  provision(dataFolder, portal.url, portal.enrolmentCodes[0] ?? '')
  const counter = await launchCounter({ dataFolder, env: {} })
  try {
    await logIn(counter.page)
    const tasks = await runHandTasks(counter.page)
    const frameMs = await measureFrames(counter.page)
    return {
      values: {
        keyToFrameP95Ms: toThreeDigits(quantile(frameMs, 0.95)),
        keys: Object.fromEntries(tasks.map(({ task, keys }) => [task, keys])),
        seconds: Object.fromEntries(tasks.map(({ task, seconds }) => [task, seconds]))
      },
      details: { throttle, letters: frameMs.length, keyToFrameMs: { p50: toThreeDigits(quantile(frameMs, 0.5)), max: toThreeDigits(quantile(frameMs, 1)) }, tasks }
    }
  } finally {
    await counter.kill()
    await portal.stop()
  }
}

async function measureFrames(page: Page): Promise<number[]> {
  await page.keyboard.press('F2')
  await waitForFocus(procedureField(page))
  await page.evaluate(() => {
    const samples: number[] = []
    Object.assign(window, { frameSamples: samples })
    window.addEventListener(
      'keydown',
      (event) => {
        requestAnimationFrame(() => {
          // A message posted from the frame's callback comes after the frame was laid out and painted.
          const channel = new MessageChannel()
          channel.port1.addEventListener('message', () => samples.push(performance.now() - event.timeStamp), { once: true })
          channel.port1.start()
          channel.port2.postMessage(0)
        })
      },
      { capture: true }
    )
  })
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle })
  await page.locator('#field-fullName').focus()
  await page.keyboard.type(letters, { delay: betweenLettersMs })
  await page.waitForTimeout(500)
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 1 })
  return page.evaluate(() => (window as unknown as { frameSamples: number[] }).frameSamples)
}
