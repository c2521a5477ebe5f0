import type { Page } from '@playwright/test'

/** A bug of the page: the next text it draws or changes throws, once. */
export async function failOnce(page: Page): Promise<void> {
  await page.evaluate(() => {
    const names = ['textContent', 'nodeValue'] as const
    const sound = names.map((name) => [name, Object.getOwnPropertyDescriptor(Node.prototype, name)!] as const)
    for (const [name, property] of sound) {
      Object.defineProperty(Node.prototype, name, {
        ...property,
        set(text: string) {
          for (const [restored, value] of sound) Object.defineProperty(Node.prototype, restored, value)
          throw new TypeError(text)
        }
      })
    }
  })
}
