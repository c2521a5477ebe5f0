import type { Page } from '@playwright/test'
import { wedgeScan } from './scanner.ts'

/** Keys as an officer presses them, counted: a scan is one act however many characters it types. */
export interface Hands {
  press(key: string): Promise<void>
  /** One key a letter, at the speed of a good typist (no faster, or it would be a scanner). */
  type(text: string): Promise<void>
  /** A card or receipt under the wedge scanner. */
  scan(text: string): Promise<void>
  readonly keys: number
  readonly scans: number
}

const typistMs = 45

export function createHands(page: Page): Hands {
  const count = { keys: 0, scans: 0 }
  return {
    press: async (key) => {
      count.keys += 1
      await page.keyboard.press(key)
    },
    type: async (text) => {
      count.keys += [...text].length
      await page.keyboard.type(text, { delay: typistMs })
    },
    scan: async (text) => {
      count.scans += 1
      await wedgeScan(page, text)
    },
    get keys() {
      return count.keys
    },
    get scans() {
      return count.scans
    }
  }
}

export interface TaskCount {
  task: string
  keys: number
  scans: number
  seconds: number
  /** The most of design/ui.md. */
  mostKeys: number
}

/** Does one task and says what it took. */
export async function countTask(page: Page, task: string, mostKeys: number, act: (hands: Hands) => Promise<void>): Promise<TaskCount> {
  const hands = createHands(page)
  const startedAt = performance.now()
  await act(hands)
  return { task, keys: hands.keys, scans: hands.scans, seconds: Math.round((performance.now() - startedAt) / 100) / 10, mostKeys }
}

/**
 * What Unikey, EVKey and OpenKey send for a word: letters, then in one burst Backspaces and the changed letters, without composition events and without a pause.
 * @param steps letters to type, or how many to take back and what to put there @param betweenMs of two letters
 */
export async function typeByInputMethod(page: Page, steps: readonly (string | { back: number; put: string })[], betweenMs = typistMs): Promise<void> {
  for (const step of steps) {
    if (typeof step === 'string') {
      await page.keyboard.type(step, { delay: betweenMs })
      continue
    }
    const burst = Array.from({ length: step.back }, () => page.keyboard.press('Backspace'))
    await Promise.all([...burst, page.keyboard.insertText(step.put)])
  }
}

/** "Nguyễn Đức", as Telex makes it: Nguyeenx DDuwcs. */
export const telexName = {
  steps: ['Nguye', { back: 1, put: 'ê' }, 'n', { back: 2, put: 'ễn' }, ' D', { back: 1, put: 'Đ' }, 'u', { back: 1, put: 'ư' }, 'c', { back: 2, put: 'ức' }],
  text: 'Nguyễn Đức'
} as const
