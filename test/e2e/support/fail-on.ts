import type { Page } from '@playwright/test'

/** A bug of the page: it throws whenever it draws these words. @returns heals it */
export async function failOn(page: Page, words: string): Promise<() => Promise<void>> {
  await page.evaluate((wanted) => {
    const sound = (['textContent', 'nodeValue'] as const).map((name) => [name, Object.getOwnPropertyDescriptor(Node.prototype, name)!] as const)
    for (const [name, property] of sound) {
      Object.defineProperty(Node.prototype, name, {
        ...property,
        set(text: string) {
          if (text.includes(wanted)) throw new TypeError(text)
          property.set!.call(this, text)
        }
      })
    }
    Object.assign(window, { heal: () => sound.forEach(([name, property]) => Object.defineProperty(Node.prototype, name, property)) })
  }, words)
  return () => page.evaluate(() => (window as unknown as { heal(): void }).heal())
}
