import type { Page } from '@playwright/test'
import axe from 'axe-core'
import { expect, type Desk } from './desk.ts'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A picture, and what a machine can see of it. */
export async function expectGoodLooks(desk: Desk, name: string, page: Page = desk.page): Promise<void> {
  await desk.shoot(name, page)
  expect.soft(await settle(() => findViolations(page)), `axe on ${name}`).toEqual([])
  expect.soft(await settle(() => findOverflow(page)), `nothing runs out at the side of ${name}`).toEqual([])
  expect.soft(await settle(() => findLostFocus(page), 1_000), `focus on ${name}`).toEqual([])
}

/** Looks again while something is found: on a busy machine a screen is still being drawn, and its focus on the way, when it is looked at first. What stays is a fault; a focus that is lost for long is one, though it comes back. */
async function settle(find: () => Promise<string[]>, patienceMs = 20_000): Promise<string[]> {
  for (const until = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const found = await find()
    if (found.length === 0 || Date.now() > until) return found
  }
}

function findLostFocus(page: Page): Promise<string[]> {
  return page.evaluate(() => (document.activeElement === null || document.activeElement === document.body ? ['nothing has the focus'] : []))
}

/** What axe finds against the standards. It is brought into a page once: doing so takes longer than looking. */
async function findViolations(page: Page): Promise<string[]> {
  for (const frame of page.frames()) if (!(await frame.evaluate(() => 'axe' in window))) await frame.evaluate(axe.source)
  return page.evaluate(async (values) => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({ runOnly: { type: 'tag', values }, resultTypes: ['violations'] })
    return violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any.map(({ message }) => message).join(' ')}`).join(' | ')}`)
  }, standards)
}

/** What would have to be scrolled sideways: the page itself, or a part that scrolls. */
function findOverflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide: string[] = []
    if (document.documentElement.scrollWidth > document.documentElement.clientWidth) wide.push('the page')
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const { overflowX } = getComputedStyle(element)
      const scrolls = (overflowX === 'auto' || overflowX === 'scroll') && element.scrollWidth > element.clientWidth + 1
      const bounds = element.getBoundingClientRect()
      if (scrolls || (bounds.right > innerWidth + 1 && bounds.width > 0 && element.offsetParent !== null)) wide.push(`${element.tagName} ${element.className}`)
    }
    return wide
  })
}
