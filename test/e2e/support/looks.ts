import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, type Desk } from './desk.ts'

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** A picture, and what a machine can see of it. */
export async function expectGoodLooks(desk: Desk, name: string, page: Page = desk.page): Promise<void> {
  await desk.shoot(name, page)
  // Electron has no page to open beside this one, which is how axe finishes by default.
  const { violations } = await new AxeBuilder({ page }).withTags(standards).setLegacyMode().analyze()
  const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any.map(({ message }) => message).join(' ')}`).join(' | ')}`)
  expect.soft(told, `axe on ${name}`).toEqual([])
  expect.soft(await findOverflow(page), `nothing runs out at the side of ${name}`).toEqual([])
  expect.soft(await page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body), `focus on ${name}`).toBe(true)
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
